package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSummaryOfEvents(t *testing.T) {
	tests := map[string]struct {
		events string
		want   string
	}{
		"PassedTestsLeaveOnlyTheClosingLine": {
			events: `
{"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: chatter\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- PASS: TestA (0.00s)\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"PASS\n"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}`,
			want: "ok  \tp\t0.1s\n\ntests: 1 passed, 0 failed, 0 skipped\nskipped: nothing\n",
		},
		"SkippedTestIsNamedWithItsReason": {
			events: `
{"Action":"output","Package":"p","Test":"TestA/sub","Output":"=== RUN   TestA/sub\n"}
{"Action":"output","Package":"p","Test":"TestA/sub","Output":"    a_test.go:1: no zsh here\n"}
{"Action":"output","Package":"p","Test":"TestA/sub","Output":"    --- SKIP: TestA/sub (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestA/sub"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}`,
			want: "ok  \tp\t0.1s\n\ntests: 1 passed, 0 failed, 1 skipped\nskipped: p TestA/sub: a_test.go:1: no zsh here\n",
		},
		"PackageWithoutTestsIsNoSkippedTest": {
			events: `
{"Action":"output","Package":"p","Output":"?   \tp\t[no test files]\n"}
{"Action":"skip","Package":"p"}`,
			want: "?   \tp\t[no test files]\n\ntests: 0 passed, 0 failed, 0 skipped\nskipped: nothing\n",
		},
		"FailedTestShowsItsOutputBeforeTheClosingLine": {
			events: `
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: got 1, want 2\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- FAIL: TestA (0.00s)\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"FAIL\n"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}
{"Action":"fail","Package":"p"}`,
			want: "    a_test.go:1: got 1, want 2\n--- FAIL: TestA (0.00s)\n" +
				"FAIL\n" + "FAIL\tp\t0.1s\n" +
				"\ntests: 0 passed, 1 failed, 0 skipped\nskipped: nothing\n",
		},
		"TestEndedByAPanicShowsItsOutput": {
			events: `
{"Action":"output","Package":"p","Test":"TestA","Output":"panic: no way\n"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}
{"Action":"fail","Package":"p"}`,
			want: "panic: no way\nFAIL\tp\t0.1s\n\ntests: 0 passed, 1 failed, 0 skipped\nskipped: nothing\n",
		},
		"PackageThatDoesNotBuildFails": {
			events: `
{"ImportPath":"p","Action":"build-output","Output":"p.go:1: undefined: x\n"}
{"ImportPath":"p","Action":"build-fail"}
{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}
{"Action":"fail","Package":"p","FailedBuild":"p"}`,
			want: "p.go:1: undefined: x\nFAIL\tp [build failed]\n\ntests: 0 passed, 1 failed, 0 skipped\nskipped: nothing\n",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var s summary
			var out strings.Builder
			if err := s.read(strings.NewReader(tt.events), &out); err != nil {
				t.Fatal(err)
			}
			s.print(&out)
			if diff := cmp.Diff(tt.want, out.String()); diff != "" {
				t.Errorf("summary (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSummaryOfWhatIsNoEventFails(t *testing.T) {
	var s summary
	if err := s.read(strings.NewReader("go: no such package\n"), &strings.Builder{}); err == nil {
		t.Error("reading a line that is no event: no error")
	}
}
