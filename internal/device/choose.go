package device

// Choose returns the device to ask: the wanted one, or the only one that gives codes when none is
// wanted (empty). It fails with *NotRegisteredError when no registered device gives codes and with
// *ChoiceError when the wanted one is not among them or several would do.
func Choose(registered []Device, want SerialNumber) (Device, error) {
	usable := Usable(registered)
	if len(usable) == 0 {
		return Device{}, &NotRegisteredError{Registered: registered, Want: want}
	}
	if want == "" {
		if len(usable) == 1 {
			return usable[0], nil
		}
		return Device{}, &ChoiceError{Usable: usable}
	}
	for _, d := range usable {
		if d.SerialNumber == want {
			return d, nil
		}
	}
	return Device{}, &ChoiceError{Want: want, Usable: usable}
}
