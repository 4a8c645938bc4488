package policy

import "testing"

func TestAFileWithMoreThanAnybodyHasIsJudgedInPart(t *testing.T) {
	input := filled(2<<20, `[`, `]`, always(`{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`))
	r := LintJSON(input, LintOptions{})
	if r.Documents != mostStatements/(perDocument+1) || r.Left == 0 {
		t.Errorf("%d documents were judged, %d left", r.Documents, r.Left)
	}
	if r := LintJSON(input[:1<<17], LintOptions{}); r.Left != 0 {
		t.Errorf("of a small file %d were left", r.Left)
	}
}

func TestWhatIsOpenIsNotCountedWithoutEnd(t *testing.T) {
	d := document(t, string(large["conditions"](64<<10)))
	if got := (Policies{Identity: []Document{document(t, allowAll), d}}).Decide(Request{Action: "s3:GetObject", Resource: "*"}); len(got.Open) != mostOpen || got.Outcome != CannotTell {
		t.Errorf("%v, %d open", got.Outcome, len(got.Open))
	}
}
