package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

const (
	// longestWait is the longest time that the check waits for a response.
	longestWait = 10 * time.Second
	// mostSilent is how many requests without a response end the check.
	mostSilent = 2
	// anyURL replaces the callback URLs of the account in the fake API.
	anyURL = "https://redacted.example/"
)

// A recording is the responses of one API.
type recording struct {
	config    livestation.Config
	plain     *livestation.Client // for requests that replace nothing
	accessKey string
	pause     time.Duration
	progress  func(line string)
	ahead     time.Duration // how far the local clock is ahead of the server's
	sent      int
	silent    int    // requests without a response
	stopped   string // why the rows after the last exchange were not sent
	last      *exchange
	creation  *creation
	ledger
	exchanges []*exchange
}

func newRecording(ctx context.Context, config livestation.Config) (*recording, error) {
	if config.Timeout == 0 || config.Timeout > longestWait {
		config.Timeout = longestWait
	}
	credentials, err := config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	r := &recording{config: config, accessKey: credentials.AccessKey(), progress: func(string) {}}
	r.ledger = ledger{began: time.Now(), names: map[string]bool{}, lost: map[string]bool{}, seen: map[object]string{}}
	r.plain = r.newClient(request{})
	return r, nil
}

// record sends the rows. The error is why nothing can be compared.
func (r *recording) record(ctx context.Context, rows []row) error {
	for _, row := range rows {
		e := &exchange{row: row, facts: facts{}}
		if row.build != nil {
			e.missing = row.build(r, &e.request)
		}
		if err := r.run(ctx, e); err != nil {
			return err
		}
	}
	if r.creation == nil {
		return nil
	}
	return r.create(ctx)
}

// run adds an exchange, unless too many requests got no response.
func (r *recording) run(ctx context.Context, e *exchange) error {
	if r.silent >= mostSilent {
		r.stopped = fmt.Sprintf("%d requests got no response", r.silent)
		return nil
	}
	e.name = cmp.Or(e.name, e.String())
	r.exchanges = append(r.exchanges, e)
	if e.missing != "" {
		return nil
	}
	err := r.perform(ctx, e)
	if err == nil && e.follow != nil {
		err = e.follow(r, ctx, e)
	}
	r.addFacts(e)
	return err
}

// recordFake sends the rows to a fake API with what the account has.
func recordFake(ctx context.Context, account *recording, rows []row) (*recording, error) {
	api := fakeapi.Start()
	defer api.Close()
	account.mirror(api)
	endpoint, err := livestation.ParseEndpoint(api.URL)
	if err != nil {
		return nil, err
	}
	edges := api.StartGlobalEdge()
	defer edges.Close()
	edgeEndpoint, err := livestation.ParseGlobalEdgeEndpoint(edges.URL)
	if err != nil {
		return nil, err
	}
	config := livestation.Config{
		Endpoint: endpoint, GlobalEdgeEndpoint: edgeEndpoint, Site: account.config.Site, Region: account.config.Site.Region,
	}
	config.Credentials = ncloud.NewCredentials(fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey)
	fake, err := newRecording(ctx, config)
	if err != nil {
		return nil, err
	}
	if account.creation != nil {
		fake.creation = &creation{instanceNo: 5678, profileID: 91, domain: "live.example.com", qualitySet: 3,
			name: account.creation.name}
	}
	return fake, fake.record(ctx, rows)
}

// mirror adds to a fake API what the account has, without URLs and keys.
func (r *recording) mirror(api *fakeapi.Server) {
	if isURL(r.named("default").content()["callbackUrl"]) {
		api.Register(anyURL)
	}
	for i, c := range r.channels() {
		mirrored := fakeapi.Channel{Type: c.channelType.name, ID: c.id, Status: c.status()}
		mirrored.Name = text(c.fields["channelName"])
		if !isChannelID(c.id) {
			mirrored.ID = fmt.Sprintf("ls-20000101000000-%05d", i)
		}
		if !isPublishedStatus(mirrored.Status) {
			mirrored.Status = "READY"
		}
		if c.hasCallback() {
			mirrored.CallbackEndpoint = anyURL
		}
		api.PutChannel(mirrored)
	}
	if e := r.named("recordings"); len(e.recordings()) > 0 {
		api.SetRecordings(e.request.channel.id, fakeapi.Recording{Status: "TRANSFER_FINISH"})
	}
}

// examineFirst examines the response to the first request: the account must be
// permitted, and the difference of the clocks must be known.
func (r *recording) examineFirst(ctx context.Context, first *exchange) error {
	if first.response == nil {
		return first.err
	}
	date, err := http.ParseTime(first.response.Header.Get("Date"))
	if err == nil {
		r.began = date
	}
	ahead := first.response.Signed.Sub(date)
	isRejected := first.known.Kind == livestation.KindUnauthenticated
	if err == nil && (isRejected || ahead.Abs() <= ncloud.MaxClockSkew) { // Otherwise, the server accepts any time.
		r.ahead = ahead
	}
	if r.ahead.Abs() > ncloud.MaxClockSkew {
		r.progress(fmt.Sprintf("The local clock is off by %s. The requests use the server's.",
			ahead.Abs().Round(time.Second)))
		if err := r.perform(ctx, first); err != nil {
			return err
		}
	}
	if first.code == "300" && r.config.Site == livestation.FinancialSite {
		return nil // Only the path of callbacks might be another (assumption A34), which the next request tells.
	}
	return wrongAccount(first)
}

// examineSecond examines the response to the second request if the path of the first is unknown.
func (r *recording) examineSecond(_ context.Context, second *exchange) error {
	if r.named("default").code == "300" {
		return wrongAccount(second)
	}
	return nil
}

// wrongAccount returns an error if a response says that nothing can be compared.
func wrongAccount(e *exchange) error {
	switch {
	case e.response == nil:
		return e.err
	case e.known.Kind == livestation.KindUnauthenticated:
		return fmt.Errorf("the API rejects the credentials (%s). Check the keys, the site and the clock", e.outcome())
	case e.known.Kind == livestation.KindPermission:
		return fmt.Errorf("the account is not permitted to use Live Station (%s)", e.outcome())
	case e.code == "250019" || e.code == "250020":
		return fmt.Errorf("the region is wrong (%s). Check NCLOUD_REGION and NCLOUD_SITE", e.outcome())
	case e.code == "300":
		return fmt.Errorf("the site or the endpoint is wrong (%s). Check NCLOUD_SITE and LIVESTATION_ENDPOINT", e.outcome())
	case !e.isJSON:
		return fmt.Errorf("the endpoint does not appear to be the Live Station API: it returned %s", e.outcome())
	default:
		return nil
	}
}

// perform sends an exchange's request and reads the response, again and again if the row
// waits. The error is the context's.
func (r *recording) perform(ctx context.Context, e *exchange) error {
	start := time.Now()
	for n := 1; ; n++ {
		if err := r.send(ctx, e, r.pauseBefore(n)); err != nil {
			return err
		}
		if n == 1 {
			e.first = e.state()
		}
		if e.response == nil || e.until == nil || e.until(e) || n == mostPolls {
			if n > 1 {
				e.times = fmt.Sprintf(" (%d requests in %.0f s)", n, time.Since(start).Seconds())
			}
			r.progress(e.String() + ": " + e.outcome() + e.times)
			return nil
		}
	}
}

// send sends a request once, and a change only of what the check has created. A write does not
// end with ctx: its result must be known.
func (r *recording) send(ctx context.Context, e *exchange, pause time.Duration) error {
	if e.method == http.MethodPut || e.method == http.MethodDelete {
		if isAllowed, err := r.mayChange(ctx, e); !isAllowed || err != nil {
			return err
		}
	}
	if r.sent > 0 {
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
	r.sent++
	r.last = e
	client := r.plain
	if e.request.secret != "" || e.request.region != "" || e.request.age != 0 {
		client = r.newClient(e.request)
	}
	sending := ctx
	if e.method != http.MethodGet {
		sending = context.WithoutCancel(ctx)
	}
	raw := e.request.RawRequest
	raw.Method, raw.Path = e.method, cmp.Or(raw.Path, e.path)
	response, err := client.Raw(sending, raw)
	switch {
	case err == nil:
		e.read(response)
	case e.method == http.MethodGet && ctx.Err() != nil: // It was interrupted.
		return ctx.Err()
	default:
		r.silent++
		e.forget("no response")
		e.err = err
	}
	r.note(e)
	return ctx.Err()
}

// pauseBefore returns the pause before the nth request of a row: 1 second before the second,
// and up to 10 later.
func (r *recording) pauseBefore(n int) time.Duration {
	return r.pause * time.Duration(max(1, 2*min(n-1, 10)))
}

// newClient returns a client with what a request replaces.
func (r *recording) newClient(req request) *livestation.Client {
	config := r.config
	config.Region = cmp.Or(req.region, config.Region)
	if req.secret != "" {
		config.Credentials = ncloud.NewCredentials(r.accessKey, req.secret)
	}
	config.Clock = func() time.Time { return time.Now().Add(-r.ahead - req.age) }
	return livestation.New(config)
}

func sleep(ctx context.Context, d time.Duration) error {
	end, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-end.Done()
	return ctx.Err()
}

// named returns the exchange of a row, an empty one if there was none.
func (r *recording) named(name string) *exchange {
	for _, e := range r.exchanges {
		if e.name == name && name != "" {
			return e
		}
	}
	return &exchange{}
}

// channels returns the channels in the lists, each once.
func (r *recording) channels() []channel {
	var all []channel
	seen := map[string]bool{}
	for _, e := range r.exchanges {
		for _, fields := range e.objects() {
			c := channel{channelType: e.request.list, id: text(fields["channelId"]), fields: fields}
			if key := c.channelType.name + " " + c.id; c.channelType.name != "" && !seen[key] {
				all = append(all, c)
				seen[key] = c.id != ""
			}
		}
	}
	return all
}
