package profile

// Values are what a setting has in any section of both files, the config file first, in file order,
// each once: for completion, so faults inside a file do not matter. The key is in lower case. It
// fails with *FileError if a file cannot be read.
func Values(f Files, key string) ([]string, error) {
	r, err := open(f, nil)
	if err != nil {
		return nil, err
	}
	var values []string
	seen := map[string]bool{"": true}
	for _, file := range []*file{r.config, r.credentials} {
		for _, l := range file.lines() {
			if l.kind != option {
				continue
			}
			if k, value := l.setting(); k == key && !seen[string(value)] {
				seen[string(value)] = true
				values = append(values, string(value))
			}
		}
	}
	return values, nil
}
