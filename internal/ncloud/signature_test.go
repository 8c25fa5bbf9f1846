package ncloud

import "testing"

// The signatures were computed with two independent implementations, one of them the
// vendor's own Go signer, for keys that were never issued.
func TestSign_returnsKnownSignatures(t *testing.T) {
	t.Parallel()
	keys := NewCredentials(accessKey, secretKey)
	for _, c := range []struct{ method, requestURI, timestamp, want string }{
		{
			method: "GET", requestURI: "/api/v2/events/callbackEndpoint",
			timestamp: "1700000000000", want: "nc/Bg5uzOO64JdFLGmeY04fL0/N6NQHeSWFfv8D0VxU=",
		},
		{
			method: "GET", requestURI: "/api/v2/channels?pageNo=1&pageSizeNo=100",
			timestamp: "1700000000000", want: "ZksJAyUxY1to3mEnDhcNrkiQp9zB1Y3qYeYlME/xW7Y=",
		},
		{
			method: "GET", requestURI: "/api/v2/channels?channelName=%ED%95%9C%EA%B8%80%20a%2Bb&pageNo=1",
			timestamp: "1700000000001", want: "OW7eqUbxnMFL4SSTe/+Of3/RvbRiiWFS4GFM4O1dNsU=",
		},
		{
			method: "POST", requestURI: "/api/v2/events/callbackEndpoint",
			timestamp: "1700000000002", want: "Kq9mfArrWDqx5y7J0GlH6qMmuXCh9/Zw86s49L/eF1c=",
		},
		{
			method: "POST", requestURI: "/api/v2/channels/ls-20250820000000-PyysO/callbackEndpoint",
			timestamp: "1700000000002", want: "vq14VgrRe34y0JUHOhTeEypTDL8iMSrsQgmBa7sVOAw=",
		},
		{
			method: "GET", requestURI: "/api/fin-v2/events/callbackEndpoint",
			timestamp: "1700000000000", want: "3ImtXB7kXrJU/0CYYyALH0gsiCCJunf385kTiC54NvQ=",
		},
	} {
		t.Run(c.method+" "+c.requestURI, func(t *testing.T) {
			t.Parallel()
			if got := sign(keys, c.method, c.requestURI, c.timestamp); got != c.want {
				t.Errorf("signature %s, want %s", got, c.want)
			}
		})
	}
}

func BenchmarkSign(b *testing.B) {
	keys := NewCredentials(accessKey, secretKey)
	b.ReportAllocs()
	for b.Loop() {
		sign(keys, "GET", "/api/v2/events/callbackEndpoint", "1700000000000")
	}
}
