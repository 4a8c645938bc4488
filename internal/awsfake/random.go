package awsfake

import (
	"crypto/rand"
	"strings"
)

// The lengths of what AWS hands out today.
const (
	keyLength    = 20 // AKIA…, ASIA…
	idLength     = 21 // AIDA…, AROA…
	secretLength = 40
)

const (
	upperAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	base64Letters  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
)

// uniqueID is prefix, EXAMPLE and enough random letters to be of that length and the only one.
func uniqueID(prefix string, length int) string {
	prefix += "EXAMPLE"
	return prefix + randomText(upperAndDigits, length-len(prefix))
}

// newSecret looks like a secret access key; the slash and the plus are there to be quoted.
func newSecret() string {
	const tail = "/+EXAMPLEKEY"
	return randomText(base64Letters, secretLength-len(tail)) + tail
}

// randomText takes letters from an alphabet whose length divides 256, so that all are as likely.
func randomText(alphabet string, n int) string {
	random := make([]byte, n)
	_, _ = rand.Read(random) // crypto/rand never fails: it ends the program instead
	var b strings.Builder
	for _, r := range random {
		b.WriteByte(alphabet[int(r)%len(alphabet)])
	}
	return b.String()
}
