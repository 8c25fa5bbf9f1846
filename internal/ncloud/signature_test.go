package ncloud

import "testing"

// The answers were computed with two independent implementations, the vendor's
// own Go signer among them, for keys that were never issued.
func TestSignGivesTheKnownAnswers(t *testing.T) {
	t.Parallel()
	made := NewCredentials("TESTACCESSKEY0000001", "TestSecretKey0000000000000000000000000001")
	for _, c := range []struct{ method, requestURI, timestamp, want string }{
		{"GET", "/api/v2/events/callbackEndpoint", "1700000000000", "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU="},
		{"GET", "/api/v2/channels?pageNo=1&pageSizeNo=100", "1700000000000", "ZksJAyUxY1to3mEnDhcNrkiQp9zB1Y3qYeYlME/xW7Y="},
		{"GET", "/api/v2/channels?channelName=%ED%95%9C%EA%B8%80%20a%2Bb&pageNo=1", "1700000000001", "OW7eqUbxnMFL4SSTe/+Of3/RvbRiiWFS4GFM4O1dNsU="},
		{"POST", "/api/v2/events/callbackEndpoint", "1700000000002", "Kq9mfArrWDqx5y7J0GlH6qMmuXCh9/Zw86s49L/eF1c="},
		{"POST", "/api/v2/channels/ls-20250820000000-PyysO/callbackEndpoint", "1700000000002", "vq14VgrRe34y0JUHOhTeEypTDL8iMSrsQgmBa7sVOAw="},
		{"GET", "/api/fin-v2/events/callbackEndpoint", "1700000000000", "3ImtXB7kXrJU/0CYYyALH0gsiCCJunf385kTiC54NvQ="},
	} {
		t.Run(c.method+" "+c.requestURI, func(t *testing.T) {
			t.Parallel()
			if got := Sign(made, c.method, c.requestURI, c.timestamp); got != c.want {
				t.Errorf("signature %s, want %s", got, c.want)
			}
		})
	}
}

// A one-byte difference anywhere in what is signed gives another signature.
func TestSignCoversEveryPart(t *testing.T) {
	t.Parallel()
	keys := NewCredentials("TESTACCESSKEY0000001", "TestSecretKey0000000000000000000000000001")
	base := Sign(keys, "GET", "/a?b=c", "1700000000000")
	for name, other := range map[string]string{
		"method":      Sign(keys, "PUT", "/a?b=c", "1700000000000"),
		"path":        Sign(keys, "GET", "/A?b=c", "1700000000000"),
		"query":       Sign(keys, "GET", "/a?b=d", "1700000000000"),
		"timestamp":   Sign(keys, "GET", "/a?b=c", "1700000000001"),
		"access key":  Sign(NewCredentials("TESTACCESSKEY0000002", "TestSecretKey0000000000000000000000000001"), "GET", "/a?b=c", "1700000000000"),
		"secret key":  Sign(NewCredentials("TESTACCESSKEY0000001", "TestSecretKey0000000000000000000000000002"), "GET", "/a?b=c", "1700000000000"),
		"no keys yet": Sign(Credentials{}, "GET", "/a?b=c", "1700000000000"),
	} {
		if other == base {
			t.Errorf("another %s gives the same signature", name)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	keys := NewCredentials("TESTACCESSKEY0000001", "TestSecretKey0000000000000000000000000001")
	b.ReportAllocs()
	for b.Loop() {
		Sign(keys, "GET", "/api/v2/events/callbackEndpoint", "1700000000000")
	}
}
