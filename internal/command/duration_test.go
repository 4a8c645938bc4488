package command

import "testing"

// What people write elsewhere is told how to write here, and what AWS does not grant is told so.
func TestTheHintForADurationSaysWhatToWrite(t *testing.T) {
	const usual = "write it like 12h, 90m or 43200 (seconds)"
	for text, want := range map[string]string{
		"1d": "write it 24h", "1day": "write it 24h", "1 D": "write it 24h", "12 h": "write it 12h", "12H": "write it 12h",
		"12hours": "write it 12h", "90min": "write it 90m", "3601 seconds": "write it 3601s",
		"2d": "AWS grants 36h at most; " + usual, "1w": "AWS grants 36h at most; " + usual, "65535 weeks": "AWS grants 36h at most; " + usual,
		"37h": "AWS grants 36h at most; " + usual, "129601s": "AWS grants 36h at most; " + usual, "14m59s": "AWS grants 15m at least; " + usual,
		"899": "AWS grants 15m at least; " + usual, "-5": usual, "-12h": "AWS grants 15m at least; " + usual, "5 min": "AWS grants 15m at least; " + usual,
		"99999999999999999999": usual, "1 fortnight": usual, "junk": usual, "1\u212a": usual, "\u0130d": usual, "20m0.5s": usual,
	} {
		_, err := parseDuration(given{text, "--duration"})
		p := testRun().describe(err)
		if p.code != exitUsage || len(p.hints) != 1 || p.hints[0] != want {
			t.Errorf("%q: exit %d, hints %q, want %q", text, p.code, p.hints, want)
		}
	}
}
