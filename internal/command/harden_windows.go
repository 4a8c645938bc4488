package command

// hardening is nothing here: memory is only dumped where the machine's owner has asked for it.
type hardening struct{}

func harden() hardening { return hardening{} }
