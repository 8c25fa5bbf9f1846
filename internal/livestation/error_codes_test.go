package livestation

import (
	"testing"
)

func TestCodes_returnsCopy(t *testing.T) {
	t.Parallel()
	Codes()[0].Meaning = "changed"
	if Codes()[0].Meaning == "changed" {
		t.Error("a caller can change the table")
	}
}
