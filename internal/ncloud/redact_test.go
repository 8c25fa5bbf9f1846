package ncloud

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

func signedWith(accessKey, signature string) *http.Request {
	return &http.Request{Header: http.Header{
		http.CanonicalHeaderKey(HeaderAccessKey): {accessKey}, http.CanonicalHeaderKey(HeaderSignature): {signature},
	}}
}

func TestRedactHidesWhatAServiceEchoes(t *testing.T) {
	t.Parallel()
	const signature = "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU="
	for _, echo := range []string{
		signature, "nc%2FBg5uzOO64JdFLGmeY04fL0%2FN6NQHeSWFfv8D0VxU%3D", "nc%2fBg5uzOO64JdFLGmeY04fL0%2fN6NQHeSWFfv8D0VxU%3d",
		`nc\/Bg5uzOO64JdFLGmeY04fL0\/N6NQHeSWFfv8D0VxU\u003d`, "nc&#47;Bg5uzOO64JdFLGmeY04fL0&#x2F;N6NQHeSWFfv8D0VxU&#61;",
	} {
		got := Redact("key "+accessKey+", signed "+echo+".", signedWith(accessKey, signature))
		if want := "key (access key), signed (signature)."; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	const withPlus = "a+b+c/d=secret"
	for _, echo := range []string{withPlus, `a\u002bb\u002Bc\/d\u003dsecret`, "a%2Bb%2bc%2fd%3Dsecret", "a&#43;b&#x2b;c/d=secret"} {
		if got := Redact(echo, signedWith("", withPlus)); got != "(signature)" {
			t.Errorf("%q becomes %q", echo, got)
		}
	}
}

// Case and other alphabets' forms of a letter hide no key, as little as in a
// regular expression that ignores case.
func TestRedactIgnoresCase(t *testing.T) {
	t.Parallel()
	const key = "AccessKeyS0123456789"
	for _, echo := range []string{key, strings.ToUpper(key), strings.ToLower(key), strings.Replace(key, "S", "\u017f", 1), strings.Replace(key, "K", "\u212a", 1)} {
		if got := Redact("<"+echo+">", signedWith(key, "")); got != "<(access key)>" {
			t.Errorf("%q becomes %q", echo, got)
		}
	}
}

// An answer that echoes nothing must cost next to nothing: there are many of them.
func BenchmarkRedact(b *testing.B) {
	signed := signedWith(accessKey, "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU=")
	b.ReportAllocs()
	for b.Loop() {
		Redact("36c9k60om4p3238cpmc9gm4cj4", signed)
	}
}

func TestRedactLeavesTextAloneWithoutKeys(t *testing.T) {
	t.Parallel()
	for name, signed := range map[string]*http.Request{"none": {Header: http.Header{}}, "short": signedWith("a", "e")} {
		if got := Redact("a plain sentence", signed); got != "a plain sentence" {
			t.Errorf("%s: it becomes %q", name, got)
		}
	}
}

// Nobody is sent the secret key, and still nobody is shown it.
func TestRedactHidesTheSecretKeyToo(t *testing.T) {
	t.Parallel()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://example.com", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	var signed *http.Request
	transport := &SigningTransport{Credentials: NewCredentials(accessKey, "Secret+Key/1="), Now: time.Now, Next: roundTrip(func(r *http.Request) (*http.Response, error) {
		signed = r
		return &http.Response{Body: http.NoBody}, nil
	})}
	if _, err := transport.RoundTrip(req); err != nil {
		t.Fatal(err)
	}
	const text = "Secret+Key/1= Secret%2BKey%2F1%3D U2VjcmV0K0tleS8xPQ== VEVTVEFDQ0VTU0tFWTAwMDAwMDE="
	if got := Redact(text, signed); got != "(secret key) (secret key) (secret key) (access key)" {
		t.Errorf("got %q", got)
	}
}

// A peer that speaks no HTTP may send back what it received, and net/http puts
// that into the error.
func TestAnErrorOfTheConnectionShowsNoKey(t *testing.T) {
	t.Parallel()
	cause := errors.New("the cause")
	transport := &SigningTransport{
		Credentials: NewCredentials(accessKey, secretKey), Now: time.Now,
		Next: roundTrip(func(req *http.Request) (*http.Response, error) {
			return nil, errors.Join(cause, errors.New("malformed: "+req.Header.Get(HeaderAccessKey)+" "+req.Header.Get(HeaderSignature)))
		}),
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://example.com", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := transport.RoundTrip(req)
	if resp != nil || !errors.Is(err, cause) || !strings.HasSuffix(err.Error(), "malformed: (access key) (signature)") {
		t.Errorf("got %v, %v", resp, err)
	}
}
