package livestation

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// everyType has a field of each lenient type.
type everyType struct {
	Text  Text
	Int   Int
	Float Float
	Bool  Bool
	Time  Time
	List  List[Text]
}

func (e everyType) String() string {
	text := "Text=" + string(e.Text)
	if e.Int.Value != nil {
		text += fmt.Sprintf(" Int=%d", *e.Int.Value)
	}
	if e.Float.Value != nil {
		text += fmt.Sprintf(" Float=%g", *e.Float.Value)
	}
	if e.Bool.Value != nil {
		text += fmt.Sprintf(" Bool=%t", *e.Bool.Value)
	}
	if !e.Time.IsZero() {
		text += " Time=" + e.Time.Format("2006-01-02T15:04:05.000Z07:00")
	}
	return text + fmt.Sprintf(" List=%q", []Text(e.List))
}

func TestLenient_acceptsEverySpelling(t *testing.T) {
	t.Parallel()
	const value = `Text=3 Int=3 Float=2.5 Bool=true Time=2020-09-04T11:26:31.425Z List=["a" "1"]`
	const none = `Text= List=[]`
	for _, c := range []struct{ json, want string }{
		{json: `{"Text":"3","Int":3,"Float":2.5,"Bool":true,"Time":1599218791425,"List":["a",1]}`, want: value},
		{json: `{"Text":3,"Int":"3","Float":"2.5","Bool":"TRUE","Time":"1599218791425","List":["a","1"]}`, want: value},
		{json: `{"Text":" 3 ","Int":3.0,"Float":" 2.50","Bool":1,"Time":1.599218791425e12,"List":["a","1"]}`, want: value},
		{json: `{"text":"3","INT":3,"fLOAT":2.5,"bool":true,"time":1599218791425,"list":["a","1"],"more":{}}`, want: value},
		{json: `{"Text":null,"Int":null,"Float":null,"Bool":null,"Time":null,"List":null}`, want: none},
		{json: `{"Text":"","Int":"","Float":"","Bool":"","Time":"","List":[]}`, want: none},
		{json: `{"Text":{"streamKey":"x"},"Time":0}`, want: none},
		{json: `{"Text":["x"],"Time":"0"}`, want: none},
		{json: `{}`, want: none},
		{json: `{"Int":0,"Float":0,"Bool":false}`, want: `Text= Int=0 Float=0 Bool=false List=[]`},
		{json: `{"Int":-5,"Float":"29.97"}`, want: `Text= Int=-5 Float=29.97 List=[]`},
	} {
		var got everyType
		expectNoError(t, json.Unmarshal([]byte(c.json), &got))
		expectEqual(t, c.json, got.String(), c.want)
	}
}

func TestLenient_rejectsOtherTypes(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"Int":"three"}`, `{"Int":2.5}`, `{"Int":true}`, `{"Int":{}}`, `{"Int":[3]}`, `{"Int":1e300}`,
		`{"Int":9007199254740993000}`,
		`{"Float":"NaN"}`, `{"Float":"inf"}`, `{"Float":1e999}`, `{"Float":{}}`,
		`{"Bool":"yes"}`, `{"Bool":2}`, `{"Bool":{}}`,
		`{"Time":"2020-09-04T11:26:31Z"}`, `{"Time":-1}`, `{"Time":999999999999999}`, `{"Time":{}}`,
		`{"List":{}}`, `{"List":"a"}`,
		`{"Text":"` + strings.Repeat("x", maxTextLength+1) + `"}`,
		`{"List":[` + strings.Repeat(`"x",`, maxItems) + `"x"]}`,
	} {
		var got everyType
		if err := json.Unmarshal([]byte(body), &got); err == nil {
			t.Errorf("%.60s is accepted: %s", body, got)
		}
	}
}

func TestList_isNilOnlyIfTheFieldIsAbsent(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{`{}`: true, `{"List":null}`: false, `{"List":[]}`: false} {
		var got everyType
		expectNoError(t, json.Unmarshal([]byte(body), &got))
		expectEqual(t, body, got.List == nil, want)
	}
}

func TestTextInt_isNilForOtherTexts(t *testing.T) {
	t.Parallel()
	for _, text := range []Text{"", "-", "auto", "2.5M", "1.5", "99999999999999999999"} {
		expectEqual(t, string(text), text.Int() == nil, true)
	}
	for _, text := range []Text{"2500000", "2500000.0", "2.5e6"} {
		expectEqual(t, string(text), *text.Int(), 2500000)
	}
}
