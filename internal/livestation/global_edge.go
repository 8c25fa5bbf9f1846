package livestation

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Global Edge is the CDN of NAVER Cloud, and the CDN of channels on the public site. Its API has a gateway of its
// own, with the same signature and without regions (Global Edge overview).

// DefaultGlobalEdgeEndpoint is the base URL of Global Edge's API gateway (Global Edge overview, "API URL").
const DefaultGlobalEdgeEndpoint = "https://edge.apigw.ntruss.com"

const (
	globalEdgePrefix = "/api/v1"
	// codeEdgeOK is the code of Global Edge for success.
	codeEdgeOK = "0000"
	// edgeReaders is how many profiles are read at the same time.
	edgeReaders = 5
)

// ErrNoGlobalEdge says that the client may not call Global Edge.
var ErrNoGlobalEdge = errors.New("no endpoint of Global Edge is configured")

// ParseGlobalEdgeEndpoint is [ParseEndpoint] for the base URL of Global Edge.
func ParseGlobalEdgeEndpoint(endpoint string) (*url.URL, error) {
	return parseBaseURL(endpoint, globalEdgePrefix)
}

// An EdgeProfile is a profile of Global Edge, to which edges belong.
type EdgeProfile struct {
	ID   Int  `json:"id"`
	Name Text `json:"profileName"`
}

// An Edge is a CDN. Its ID and domain are the instance number and domain of a channel's CDN
// (assumption A63).
type Edge struct {
	ID                 Int  `json:"id"`
	ProfileID          Int  `json:"profileId"` // of the profile that was read
	Name               Text `json:"edgeName"`
	StatusType         Text `json:"statusType"`        // for example RUNNING, STOPPED or DELETED
	ServiceRegionType  Text `json:"serviceRegionType"` // KOREA, JAPAN or GLOBAL
	OriginalCopyDomain Text `json:"originalCopyDomain"`
	DomainName         Text `json:"domainName"`
}

// GetEdgeProfiles reads the profiles of Global Edge (Get profile list). Callers must not modify the
// result. The errors are [*Error], [*TransportError] and [ErrNoGlobalEdge].
func (c *Client) GetEdgeProfiles(ctx context.Context) ([]EdgeProfile, error) {
	return readEdgeList(ctx, c, "/profiles", func(p EdgeProfile) bool { return p.ID.Value != nil })
}

// GetEdges reads the edges of profiles (Get edge list) with one request each, five at a time. The errors are
// those of [Client.GetEdgeProfiles].
func (c *Client) GetEdges(ctx context.Context, profiles []EdgeProfile) ([]Edge, error) {
	var mu sync.Mutex
	var edges []Edge
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(edgeReaders)
	for _, profile := range profiles {
		group.Go(func() error {
			path := "/profiles/" + strconv.FormatInt(*profile.ID.Value, 10) + "/cdn-edges"
			found, err := readEdgeList(ctx, c, path, func(Edge) bool { return true })
			mu.Lock()
			defer mu.Unlock()
			for _, edge := range found {
				edge.ProfileID = profile.ID
				edges = append(edges, edge)
			}
			return err
		})
	}
	return edges, group.Wait()
}

// readEdgeList reads a list of Global Edge, which has no pages (assumption A62).
func readEdgeList[T any](ctx context.Context, c *Client, path string, isValid func(T) bool) ([]T, error) {
	type list struct {
		Code   lenientText `json:"code"`
		Result List[T]     `json:"result"`
	}
	if c.config.GlobalEdgeEndpoint == nil {
		return nil, ErrNoGlobalEdge
	}
	op := operation{
		service: SourceGlobalEdge, method: http.MethodGet, path: path, share: true, withoutRegion: true,
	}
	body, err := call(ctx, c, op, required[list]{"code, result or result[].id", func(b list) bool {
		isOdd := func(item T) bool { return !isValid(item) }
		return b.Code == codeEdgeOK && b.Result != nil && !slices.ContainsFunc(b.Result, isOdd)
	}})
	return body.Result, err
}
