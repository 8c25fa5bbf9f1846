package livestation

import (
	"context"
	"net/http"
	"net/url"
)

// The types of service URLs. VOD2LIVE channels have no time machine.
const (
	GeneralURL     = "GENERAL"
	ThumbnailURL   = "THUMBNAIL"
	TimeMachineURL = "TIMEMACHINE"
)

// ServiceURLTypes returns the types.
func ServiceURLTypes() []string { return []string{GeneralURL, ThumbnailURL, TimeMachineURL} }

// A ServiceURL is an address at which viewers watch a channel, or see a picture of
// it (assumption A30). Which fields are set depends on the type.
type ServiceURL struct {
	Name       Text `json:"name"` // the name of the quality, or ABR for all of them
	URL        Text `json:"url"`
	Resolution Text `json:"resolution"` // of a GeneralURL, such as 1280x720
	// VideoBitrate and AudioBitrate of a GeneralURL are in bit/s. What they contain for
	// ABR is not published.
	VideoBitrate Text             `json:"videoBitrate"`
	AudioBitrate Text             `json:"audioBitrate"`
	ResizedURLs  List[ResizedURL] `json:"resizedUrl"` // of a ThumbnailURL
}

// A ResizedURL is the address of a thumbnail in another size.
type ResizedURL struct {
	Type Text `json:"type"` // such as 720px
	URL  Text `json:"url"`
}

// GetServiceURLs reads the addresses of a live or VOD2LIVE channel, in the API's order
// (Get Service URL). Callers must not modify the result. The errors are [*Error] and
// [*TransportError].
func (c *Client) GetServiceURLs(
	ctx context.Context, t ChannelType, id, urlType string,
) ([]ServiceURL, error) {
	body, err := call(ctx, c, operation{
		method: http.MethodGet,
		path:   t.path + "/" + url.PathEscape(id) + "/serviceUrls",
		query:  url.Values{"serviceUrlType": {urlType}},
	}, listOf("url", func(u ServiceURL) bool { return u.URL != "" || len(u.ResizedURLs) > 0 }))
	return body.Content, err
}
