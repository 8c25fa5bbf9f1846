package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
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

// An exchange is one row's request and the response to it.
type exchange struct {
	row
	request request
	// response is nil if there is none: then missing is why. err has the words of the
	// system, which a report must not contain.
	response *livestation.RawResponse
	missing  string
	err      error
	// isOwn is whether the request is about what the check creates. It is repeated
	// until that is true, and compared by facts.
	target object
	isOwn  bool
	until  func(*exchange) bool
	facts  facts
	// first is the state in the first response of several, times how many there were.
	first string
	times string
	// body is the decoded JSON. isJSON is false if the body is not JSON.
	body   any
	isJSON bool
	shape  shape
	// code is the error code, known its published row, failed whether there is an error object.
	code   string
	known  livestation.Code
	failed bool
}

func newRecording(ctx context.Context, config livestation.Config) (*recording, error) {
	if config.Timeout == 0 || config.Timeout > longestWait {
		config.Timeout = longestWait
	}
	credentials, err := config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	r := &recording{config: config, accessKey: credentials.AccessKey(), ledger: newLedger()}
	r.progress = func(string) {}
	r.plain = r.newClient(request{})
	return r, nil
}

// record sends the rows. The error is why nothing can be compared.
func (r *recording) record(ctx context.Context, rows []row) error {
	for i, row := range rows {
		if r.isStopped() {
			return nil
		}
		e := &exchange{row: row, request: row.request}
		if row.build != nil {
			e.missing = row.build(r, &e.request)
		}
		r.exchanges = append(r.exchanges, e)
		if e.missing != "" {
			continue
		}
		err := r.perform(ctx, e)
		switch {
		case err != nil:
			return err
		case i == 0:
			err = r.examineFirst(ctx, e)
		case i == 1 && r.isOtherPrefix(r.exchanges[0]):
			err = wrongAccount(e)
		case row.name == "leftovers":
			err = r.refuse(ctx, e)
		}
		if err != nil {
			return err
		}
	}
	if r.creation != nil {
		return r.create(ctx)
	}
	return nil
}

// isStopped reports whether too many requests got no response.
func (r *recording) isStopped() bool {
	if r.silent >= mostSilent {
		r.stopped = fmt.Sprintf("%d requests got no response", r.silent)
	}
	return r.stopped != ""
}

// recordFake sends the rows to a fake API with what the account has.
func recordFake(ctx context.Context, account *recording, rows []row) (*recording, error) {
	api := fakeapi.Start()
	defer api.Close()
	if isURL(account.named("default").content()["callbackUrl"]) {
		api.Register(anyURL)
	}
	for i, c := range account.channels() {
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
	endpoint, err := livestation.ParseEndpoint(api.URL)
	if err != nil {
		return nil, err
	}
	fake, err := newRecording(ctx, livestation.Config{
		Endpoint: endpoint, Site: account.config.Site, Region: account.config.Site.Region,
		Credentials: ncloud.NewCredentials(fakeapi.Allowed.AccessKey, fakeapi.Allowed.SecretKey),
	})
	if err != nil {
		return nil, err
	}
	if account.creation != nil {
		fake.creation = &creation{instanceNo: 5678, profileID: 91, domain: "live.example.com", qualitySet: 3,
			name: account.creation.name}
	}
	return fake, fake.record(ctx, rows)
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
	if r.isOtherPrefix(first) {
		return nil // The next request, of channels, tells whether the site is wrong.
	}
	return wrongAccount(first)
}

// isOtherPrefix reports whether the path of callbacks is not part of the API of the
// financial site (assumption A34).
func (r *recording) isOtherPrefix(e *exchange) bool {
	return e.path == callbackPath && e.code == "300" && r.config.Site == livestation.FinancialSite
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
		pause := r.pause
		if n > 1 {
			pause = r.pollPause(n - 2)
		}
		if err := r.send(ctx, e, pause); err != nil {
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
	if name := e.sentName(); name != "" {
		r.names[name] = true
	}
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
	case e.method != http.MethodGet || ctx.Err() == nil: // A read was interrupted otherwise.
		r.silent++
		e.response, e.missing, e.err = nil, "no response", err
	}
	if err == nil || e.err != nil {
		r.note(e)
	}
	return ctx.Err()
}

// newClient returns a client with what a request replaces.
func (r *recording) newClient(req request) *livestation.Client {
	config := r.config
	config.Region = cmp.Or(req.region, config.Region)
	if req.secret != "" {
		config.Credentials = ncloud.NewCredentials(r.accessKey, req.secret)
	}
	return livestation.New(config, livestation.WithClock(func() time.Time { return time.Now().Add(-r.ahead - req.age) }))
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
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

// read decodes a response.
func (e *exchange) read(response *livestation.RawResponse) {
	e.response, e.missing, e.body, e.code = response, "", nil, ""
	body := bytes.TrimPrefix(response.Body, []byte("\ufeff"))
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	e.isJSON = json.Valid(body) && decoder.Decode(&e.body) == nil
	e.shape = shapeOf(e.body)
	object, failed := e.object()["error"].(map[string]any)
	if _, topLevel := e.object()["errorCode"]; topLevel && !failed {
		object, failed = e.object(), true
	}
	switch code := object["errorCode"].(type) {
	case string, json.Number:
		e.code = fmt.Sprint(code)
	}
	e.known, _ = livestation.LookupCode(e.code)
	e.failed = failed
}

// succeeded reports whether the response is HTTP 200 with JSON and without an error. For a
// write to a new channel, any 2xx status without an error is a success.
func (e *exchange) succeeded() bool {
	if e.isOwn && e.response != nil {
		return e.response.Status/100 == 2 && !e.failed
	}
	return e.response != nil && e.response.Status == http.StatusOK && e.isJSON && !e.failed
}

// isOverload reports whether a response is about the load or the availability.
func (e *exchange) isOverload() bool {
	return slices.Contains([]int{429, 502, 503, 504}, e.response.Status) ||
		e.known.Kind == livestation.KindThrottled || e.known.Kind == livestation.KindUnavailable
}

// outcome returns the status and the code, or why there is none, without other values
// of the response.
func (e *exchange) outcome() string {
	if e.response == nil {
		return e.missing
	}
	status := fmt.Sprintf("HTTP %d", e.response.Status)
	isCode := len(e.code) >= 3 && len(e.code) <= 6 && strings.Trim(e.code, "0123456789") == ""
	switch {
	case e.failed && e.known.Source != livestation.SourceUnknown:
		return fmt.Sprintf("%s, %s code %s", status, e.known.Source, e.code)
	case e.failed && isCode:
		return status + ", unknown code " + e.code
	case e.failed:
		return status + ", an error without a code of digits"
	case !e.isJSON:
		return status + ", a body that is not JSON (" + e.contentType() + ")"
	default:
		return status
	}
}

// contentType returns the media type if it is a common one.
func (e *exchange) contentType() string {
	mediaType, _, _ := mime.ParseMediaType(e.response.Header.Get("Content-Type"))
	if slices.Contains([]string{"application/json", "text/html", "text/plain"}, mediaType) {
		return mediaType
	}
	return "another type or none"
}

// object returns the body, nil if it is not an object.
func (e *exchange) object() map[string]any {
	object, _ := e.body.(map[string]any)
	return object
}

// content returns the object content of the body, nil if there is none.
func (e *exchange) content() map[string]any {
	content, _ := e.object()["content"].(map[string]any)
	return content
}

// objects returns the objects in a content that is a list.
func (e *exchange) objects() []map[string]any {
	content, _ := e.object()["content"].([]any)
	return objectsIn(content)
}

func objectsIn(list []any) []map[string]any {
	var objects []map[string]any
	for _, entry := range list {
		if object, ok := entry.(map[string]any); ok {
			objects = append(objects, object)
		}
	}
	return objects
}

// text returns a value that is a string, else "".
func text(value any) string {
	s, _ := value.(string)
	return s
}

// isURL reports whether a decoded value is an http or https URL.
func isURL(value any) bool {
	u, err := url.Parse(text(value))
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// wholeNumber returns a decoded value that is a whole number from 0.
func wholeNumber(value any) (int, bool) {
	number, _ := value.(json.Number)
	n, err := strconv.Atoi(number.String())
	return n, err == nil && n >= 0
}
