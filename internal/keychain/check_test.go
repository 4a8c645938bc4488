package keychain

import (
	"fmt"
	"strings"
	"testing"
)

func TestHowLongAnAccessKeyIDIs(t *testing.T) {
	for length, want := range map[int]bool{15: false, 16: true, 128: true, 129: false} {
		if got := isAccessKeyID(strings.Repeat("A", length)); got != want {
			t.Errorf("%d characters: %v", length, got)
		}
	}
}

func TestHowManyChunksAnItemHas(t *testing.T) {
	const most = maxRecord/chunkSize + 1
	for chunks, want := range map[int]bool{0: false, 1: true, most: true, most + 1: false, maxRecord: false} {
		manifest := fmt.Sprintf(`{"chunks":%d,"sha256":%q}`, chunks, strings.Repeat("0", 64))
		if _, got := parseManifest([]byte(manifest)); got != want {
			t.Errorf("%d chunks: %v", chunks, got)
		}
	}
}
