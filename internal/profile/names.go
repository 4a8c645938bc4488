package profile

import "bytes"

// maxListed is how many names are listed. Nobody looks through more, and what they take is bounded.
const maxListed = 50_000

// Names are the profiles of both files, those of the config file first, in file order, each once.
// They are what is written there: for completion and suggestions, so faults inside a file do not
// matter. It fails with *FileError if a file cannot be read.
func Names(f Files) ([]string, error) {
	r, err := open(f, nil)
	if err != nil {
		return nil, err
	}
	return r.names(), nil
}

func (r *reader) names() []string {
	var names []string
	seen := map[string]bool{"": true}
	add := func(f *file, nameOf func(header []byte) ([]byte, bool)) {
		h := headers{body: f.body}
		for l, ok := h.next(); ok && len(names) < maxListed; l, ok = h.next() {
			if l.kind != header {
				continue
			}
			if name, ok := nameOf(l.section()); ok && !seen[string(name)] {
				seen[string(name)] = true
				names = append(names, string(name))
			}
		}
	}
	add(r.config, configName)
	add(r.credentials, credentialsName)
	return names
}

// configName is the profile that a section of the config file defines: [default], [profile x].
// [profilex y] is one too; botocore looks for the letters, not for the word.
func configName(header []byte) ([]byte, bool) {
	if string(header) == "default" {
		return header, true
	}
	return secondWord(header, "profile")
}

// credentialsName is the profile that a section of the credentials file defines: its name, quotes
// and spaces included.
func credentialsName(header []byte) ([]byte, bool) {
	return header, string(header) != "DEFAULT"
}

// servicesName is the name that a section of services has.
func servicesName(header []byte) ([]byte, bool) { return secondWord(header, "services") }

// secondWord is the second of exactly two words, the first of which begins so (botocore,
// configloader.py, _parse_section). It sees every header of a file, so it goes through a name once
// and copies none but quoted ones.
func secondWord(header []byte, prefix string) ([]byte, bool) {
	if !bytes.HasPrefix(header, []byte(prefix)) {
		return nil, false
	}
	words, inWord, start, end := 1, true, 0, 0
	for i := len(prefix); i < len(header); i++ {
		switch header[i] {
		case '\'', '"', '\\':
			return quotedSecondWord(string(header))
		case ' ', '\t':
			inWord = false
		default:
			if !inWord {
				words, inWord, start = words+1, true, i
			}
			end = i + 1
		}
	}
	if words != 2 {
		return nil, false
	}
	return header[start:end], true
}

func quotedSecondWord(header string) ([]byte, bool) {
	words, err := splitPOSIX(header)
	if err != nil || len(words) != 2 {
		return nil, false
	}
	return []byte(words[1]), true
}
