package e2e_test

// serviceCommands are for the desktops of Unix.
func serviceCommands() map[string]scriptCommand { return nil }
