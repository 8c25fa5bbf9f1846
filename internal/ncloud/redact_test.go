package ncloud

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

// signedWith is a request with the headers of a signed one.
func signedWith(accessKey, signature string) *http.Request {
	return &http.Request{Header: http.Header{
		http.CanonicalHeaderKey(HeaderAccessKey): {accessKey},
		http.CanonicalHeaderKey(HeaderSignature): {signature},
	}}
}

// signedRequest is a request that a SigningTransport has signed.
func signedRequest(t *testing.T, c Credentials) *http.Request {
	t.Helper()
	var signed *http.Request
	next := func(r *http.Request) (*http.Response, error) {
		signed = r
		return &http.Response{Body: http.NoBody}, nil
	}
	transport := &SigningTransport{Credentials: c, Now: time.Now, Next: roundTrip(next)}
	if _, err := transport.RoundTrip(newRequest(t, "https://example.com")); err != nil {
		t.Fatal(err)
	}
	return signed
}

// These are the forms that the comment of Redact promises.
func TestRedact_hidesEachFormOfAnEcho(t *testing.T) {
	t.Parallel()
	const signature = "nc/Bg5+zOO64/N6NQHeSWFfv8D0VxU="
	for name, c := range map[string]struct{ echo, want string }{
		"plain":                       {echo: signature, want: "(signature)"},
		"upper case":                  {echo: "NC/BG5+ZOO64/N6NQHESWFFV8D0VXU=", want: "(signature)"},
		"lower case":                  {echo: "nc/bg5+zoo64/n6nqheswffv8d0vxu=", want: "(signature)"},
		"no padding":                  {echo: "nc/Bg5+zOO64/N6NQHeSWFfv8D0VxU", want: "(signature)"},
		"URL-safe Base64":             {echo: "nc_Bg5-zOO64_N6NQHeSWFfv8D0VxU", want: "(signature)"},
		"percent-encoded":             {echo: "nc%2FBg5%2BzOO64%2FN6NQHeSWFfv8D0VxU%3D", want: "(signature)"},
		"percent-encoded, lower case": {echo: "nc%2fBg5%2bzOO64%2fN6NQHeSWFfv8D0VxU%3d", want: "(signature)"},
		"percent-encoded twice":       {echo: "nc%252FBg5%252BzOO64%252FN6NQHeSWFfv8D0VxU%253D", want: "(signature)"},
		"percent-encoded three times": {echo: "nc%25252FBg5%25252BzOO64/N6NQHeSWFfv8D0VxU=", want: "(signature)"},
		"JSON, escaped slashes":       {echo: `nc\/Bg5+zOO64\/N6NQHeSWFfv8D0VxU=`, want: "(signature)"},
		"JSON, code points":           {echo: `nc\u002FBg5\u002bzOO64\/N6NQHeSWFfv8D0VxU\u003d`, want: "(signature)"},
		"JSON, four levels": {
			echo: `nc\\\\\\\\u002fBg5+zOO64/N6NQHeSWFfv8D0VxU=`,
			want: "(signature)",
		},
		"JSON in JSON":        {echo: `nc\\\/Bg5\\u002bzOO64\\\/N6NQHeSWFfv8D0VxU\\u003d`, want: "(signature)"},
		"hexadecimal escapes": {echo: `nc\x2FBg5\x2bzOO64/N6NQHeSWFfv8D0VxU\x3d`, want: "(signature)"},
		"HTML, decimal":       {echo: "nc&#47;Bg5&#43;zOO64&#047;N6NQHeSWFfv8D0VxU&#61;", want: "(signature)"},
		"HTML, hexadecimal":   {echo: "nc&#x2F;Bg5&#x2b;zOO64&#x002f;N6NQHeSWFfv8D0VxU&#x3D;", want: "(signature)"},
		"HTML, named":         {echo: "nc&sol;Bg5&plus;zOO64&sol;N6NQHeSWFfv8D0VxU&equals;", want: "(signature)"},
		"HTML in HTML":        {echo: "nc&amp;#47;Bg5&amp;amp;#43;zOO64/N6NQHeSWFfv8D0VxU=", want: "(signature)"},
		"each character percent-encoded": {
			echo: "%54%45%53%54%41%43%43%45%53%53%4b%45%59%30%30%30%30%30%30%31",
			want: "(access key)",
		},
		"letters as code points":       {echo: `\u0054EST\u0041CCESSKEY000000\u0031`, want: "(access key)"},
		"letters as HTML":              {echo: "&#84;ESTACCESSKEY000000&#x31;", want: "(access key)"},
		"mixed escapes":                {echo: `%54\u0045&#83;TACCESSKEY0000001`, want: "(access key)"},
		"Base64":                       {echo: "VEVTVEFDQ0VTU0tFWTAwMDAwMDE=", want: "(access key)"},
		"Base64, no padding":           {echo: "VEVTVEFDQ0VTU0tFWTAwMDAwMDE", want: "(access key)"},
		"Base64, percent-encoded":      {echo: "VEVTVEFDQ0VTU0tFWTAwMDAwMDE%3D", want: "(access key)"},
		"Base64 of the signature":      {echo: "bmMvQmc1K3pPTzY0L042TlFIZVNXRmZ2OEQwVnhVPQ==", want: "(signature)"},
		"hexadecimal digits":           {echo: "544553544143434553534b455930303030303031", want: "(access key)"},
		"hexadecimal, upper case":      {echo: "544553544143434553534B455930303030303031", want: "(access key)"},
		"behind a percent sign":        {echo: "%" + accessKey, want: "%(access key)"},
		"behind an encoded line break": {echo: "%0A" + accessKey, want: "%0A(access key)"},
		"behind a backslash and n":     {echo: `\n` + accessKey, want: `\n(access key)`},
		"behind an ampersand":          {echo: "a=b&" + accessKey + ";", want: "a=b&(access key);"},
		"twice":                        {echo: accessKey + accessKey, want: "(access key)(access key)"},
		"both":                         {echo: accessKey + ":" + signature, want: "(access key):(signature)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := "The request <" + c.want + "> failed."
			if got := Redact("The request <"+c.echo+"> failed.", signedWith(accessKey, signature)); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// Letters that share an upper-case letter with another one are no way around Redact.
func TestRedact_hidesOtherFormsOfALetter(t *testing.T) {
	t.Parallel()
	const key = "AccessKeyS0123456789"
	for name, echo := range map[string]string{
		"long s":      "AccessKey\u017f0123456789",
		"Kelvin sign": "Access\u212aeyS0123456789",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Redact(echo, signedWith(key, "")); got != "(access key)" {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestRedact_changesNoOtherText(t *testing.T) {
	t.Parallel()
	const signature = "nc/Bg5+zOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU="
	for name, c := range map[string]struct {
		text   string
		signed *http.Request
	}{
		"not signed":           {text: "a plain sentence", signed: &http.Request{Header: http.Header{}}},
		"short values":         {text: "a plain sentence", signed: signedWith("a", "plain")},
		"a trace ID":           {text: "36c9k60om4p3238cpmc9gm4cj4", signed: signedWith(accessKey, signature)},
		"almost the key":       {text: "TESTACCESSKEY0000002 TESTACCESSKEY000001", signed: signedWith(accessKey, signature)},
		"invalid escapes":      {text: `100% \ %2 %zz \u12 \x &# &; &#43 &no; \`, signed: signedWith(accessKey, signature)},
		"an escape at the end": {text: "TESTACCESSKEY000000%3", signed: signedWith(accessKey, signature)},
		"broken UTF-8":         {text: "\xff\xfeTEST\xff", signed: signedWith(accessKey, signature)},
		"empty":                {text: "", signed: signedWith(accessKey, signature)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Redact(c.text, c.signed); got != c.text {
				t.Errorf("got %q, want %q", got, c.text)
			}
		})
	}
}

// The secret key is never sent, but a user may have pasted it elsewhere.
func TestRedact_hidesTheSecretKey(t *testing.T) {
	t.Parallel()
	signed := signedRequest(t, NewCredentials(accessKey, "Secret+Key/1="))
	for name, echo := range map[string]string{
		"plain":           "Secret+Key/1=",
		"percent-encoded": "Secret%2BKey%2F1%3D",
		"Base64":          "U2VjcmV0K0tleS8xPQ==",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Redact(echo, signed); got != "(secret key)" {
				t.Errorf("got %q", got)
			}
		})
	}
}

// A text made for it must not take time that grows with the square of its length.
func TestRedact_takesLinearTime(t *testing.T) {
	t.Parallel()
	for name, unit := range map[string]string{
		"backslashes": `\`, "percent signs": "%25", "ampersands": "&amp;", "key": "TESTACCESSKEY000000",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Repeat(unit, 64<<10/len(unit)) // as long as the headers of a response
			start := time.Now()
			Redact(text, signedWith(accessKey, "nc/Bg5+zOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU="))
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}

func FuzzRedact(f *testing.F) {
	for _, text := range []string{"", "%", `\`, "&amp;", `\u0041`, "a%41b", accessKey, "&#x41;", "\xff"} {
		f.Add(text, text)
	}
	signed := signedWith(accessKey, "nc/Bg5+zOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU=")
	f.Fuzz(func(t *testing.T, before, after string) {
		got := Redact(before+accessKey+after, signed)
		if strings.Contains(strings.ToUpper(got), accessKey) {
			t.Errorf("%q contains the access key", got)
		}
	})
}

// Hardly any response contains an echo, and Redact is called for each of them.
func BenchmarkRedact(b *testing.B) {
	signed := signedWith(accessKey, "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU=")
	b.ReportAllocs()
	for b.Loop() {
		Redact("36c9k60om4p3238cpmc9gm4cj4", signed)
	}
}

// If the other side does not use HTTP, the error of net/http contains what it
// sent, which may be the request.
func TestRedact_hidesKeysInErrorsOfTheConnection(t *testing.T) {
	t.Parallel()
	cause := errors.New("the cause")
	transport := &SigningTransport{
		Credentials: NewCredentials(accessKey, secretKey), Now: time.Now,
		Next: roundTrip(func(req *http.Request) (*http.Response, error) {
			echo := req.Header.Get(HeaderAccessKey) + " " + req.Header.Get(HeaderSignature)
			return nil, errors.Join(cause, errors.New("malformed: "+echo))
		}),
	}
	_, err := transport.RoundTrip(newRequest(t, "https://example.com"))
	if !errors.Is(err, cause) {
		t.Fatalf("got %v, want an error that wraps the cause", err)
	}
	if !strings.HasSuffix(err.Error(), "malformed: (access key) (signature)") {
		t.Errorf("got %q", err)
	}
}
