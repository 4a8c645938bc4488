package device

// Find returns the registered device that a person calls by its serial number or its name. It fails
// with *NotRegisteredError when no registered device gives codes, with *SerialNumberError when it is
// one that does not, and with *ChoiceError when there is none or several are called so.
func Find(registered []Device, name string) (Device, error) {
	usable := Usable(registered)
	if len(usable) == 0 {
		return Device{}, &NotRegisteredError{Registered: registered, Want: SerialNumber(name)}
	}
	var called []Device
	for _, d := range registered {
		if string(d.SerialNumber) == name {
			called = []Device{d}
			break
		}
		if d.SerialNumber.Name() == name {
			called = append(called, d)
		}
	}
	fitting := Usable(called)
	switch {
	case len(fitting) == 1:
		return fitting[0], nil
	case len(fitting) > 1:
		return Device{}, &ChoiceError{Usable: fitting}
	case len(called) > 0:
		_, err := ParseSerialNumber(string(called[0].SerialNumber))
		return Device{}, err
	}
	return Device{}, &ChoiceError{Want: SerialNumber(name), Usable: usable}
}

// Called is what tells a device from the other registered ones: its name, or its serial number where
// another has the same name in a different path.
func Called(registered []Device, d Device) string {
	name := d.SerialNumber.Name()
	for _, other := range registered {
		if other.SerialNumber != d.SerialNumber && other.SerialNumber.Name() == name {
			return string(d.SerialNumber)
		}
	}
	return name
}
