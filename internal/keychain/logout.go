package keychain

import "context"

// DeleteAll deletes every session of the backend and what interrupted writes left, and returns how
// many sessions there were. It goes on where one cannot be deleted and fails in the end, naming it.
// Imported keys and the items of other programs are left alone. No session is decrypted, and no
// passphrase asked for.
func (s *Store) DeleteAll(ctx context.Context) (deleted int, err error) {
	err = s.use(ctx, "", func(i items) error {
		var err error
		deleted, err = i.removeAll(ctx, isOurs)
		return err
	})
	return deleted, ignoreNoStore(err)
}

// Reachable are the backends that sessions may be in and that can be emptied without asking anybody,
// in a fixed order. One that turns out to be absent when opened has nothing to delete.
func Reachable(c Config) []Backend {
	c.Dialogs = false
	c.patience = usual()
	var reachable []Backend
	for _, b := range Backends() {
		open, ok := openers()[b]
		if !ok {
			continue
		}
		if _, err := open(context.Background(), &c); err == nil {
			reachable = append(reachable, b)
		}
	}
	return reachable
}
