package provider

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/livestation/terraform-provider-livestation/internal/livestation"
	"github.com/livestation/terraform-provider-livestation/internal/ncloud"
	"github.com/livestation/terraform-provider-livestation/internal/testing/fakeapi"
)

// A world is all of a history: a fake API behind a network that can fail, the folders of operators, and what others
// do. Its time is that of a testing/synctest bubble. All of it happens in an order that a seed decides.
type world struct {
	log    func(format string, arguments ...any)
	api    *fakeapi.Server
	server *http.Server
	pipes  chan net.Conn
	closed chan struct{}

	mu        sync.Mutex // is never held while something waits
	requests  int        // how many were received
	writes    int        // how many of them were writes
	events    map[moment][]func()
	faults    map[moment]networkFault
	last      map[string]*httptest.ResponseRecorder // the latest response of a GET, by URI
	recorder  recorder
	latest    string          // line of the log
	validated map[string]bool // configurations without errors and warnings
	campaign  *campaign
	processes int
	current   *process // the latest
	// isDisturbed is true if the API does what no apply can expect.
	isDisturbed bool
}

// emptyContent is the name of a fault.
const emptyContent = "empty content"

// A networkFault is what the network or the API does to one request.
type networkFault struct {
	name    string
	acts    bool // The API acts on the request before.
	isStale bool // The response is the one that the same GET had before.
	respond func(http.ResponseWriter, *http.Request)
}

// A process is one of the provider's, as Terraform starts one for each walk.
type process struct {
	w                   *world
	server              tfprotov6.ProviderServer
	ctx                 context.Context
	cancel              context.CancelFunc
	isStopped, isKilled atomic.Bool
	plan                *plan // that is applied, nil in a plan

	mu      sync.Mutex
	random  *rand.Rand
	opened  []net.Conn
	looks   map[string]look // what this process has read, by target; guarded by the world's lock
	created []created       // what its POSTs have made

	destroyed []string // addresses of what a DELETE has removed
}

func newWorld(logf func(string, ...any)) *world {
	w := &world{
		log: logf, api: fakeapi.New(), pipes: make(chan net.Conn), closed: make(chan struct{}),
		events: map[moment][]func(){}, faults: map[moment]networkFault{},
		validated: map[string]bool{}, last: map[string]*httptest.ResponseRecorder{},
	}
	w.recorder = recorder{w: w, changed: map[string]int{}, lost: map[string]time.Time{}, listFailed: map[string]bool{}}
	w.server = &http.Server{
		Handler:  w,
		ErrorLog: log.New(io.Discard, "", 0),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, wireKey{}, c)
		},
	}
	go func() { _ = w.server.Serve(w) }()
	return w
}

// close ends the server. Then it waits until the last request of a killed process has failed: time stands still when
// the function of a bubble has returned.
func (w *world) close() {
	w.campaign.requests += w.requests
	_ = w.server.Close()
	time.Sleep(time.Hour)
}

func (w *world) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.requests
}

// A moment is right before the k-th request, or write, acts: of all, or counted from now, where 0 is now.
type moment struct {
	isWrite bool
	k       int
}

func (m moment) plus(k int) moment { return moment{m.isWrite, m.k + k} }

func (m moment) String() string {
	switch {
	case m.k == 0:
		return "now"
	case m.isWrite:
		return fmt.Sprintf("write %d from now", m.k)
	default:
		return fmt.Sprintf("request %d from now", m.k)
	}
}

// fromNow returns the moment of all requests. The caller holds the lock.
func (w *world) fromNow(m moment) moment {
	if m.isWrite {
		return m.plus(w.writes)
	}
	return m.plus(w.requests)
}

// at makes an event happen.
func (w *world) at(when moment, event func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if when.k == 0 { // The next request is the first that can see it.
		w.requests++
		event()
		w.requests--
		return
	}
	when = w.fromNow(when)
	w.events[when] = append(w.events[when], event)
}

// fail makes a request fail.
func (w *world) fail(when moment, f networkFault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	when.k = max(when.k, 1)
	w.faults[w.fromNow(when)] = f
}

// calm removes the faults and events that have not happened.
func (w *world) calm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.events)
	clear(w.faults)
}

// isCalm reports whether no fault or event is to come.
func (w *world) isCalm() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.events)+len(w.faults) == 0
}

// A wire is the server's end of a connection, or the client's.
type wire struct {
	net.Conn
	process *process
	isReset *atomic.Bool
}

type wireKey struct{}

func (c *wire) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil && c.isReset.Load() {
		err = &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
	}
	return n, err
}

// Accept, Close and Addr make the world a [net.Listener].
func (w *world) Accept() (net.Conn, error) {
	select {
	case c := <-w.pipes:
		return c, nil
	case <-w.closed:
		return nil, net.ErrClosed
	}
}

func (w *world) Close() error {
	close(w.closed)
	return nil
}

func (*world) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// startProcess starts a process of the provider.
func (w *world) startProcess() *process {
	w.mu.Lock()
	w.processes++
	p := &process{w: w, random: rand.New(rand.NewPCG(uint64(w.processes), w.recorder.seed)), looks: map[string]look{}}
	w.current = p
	w.mu.Unlock()
	p.ctx, p.cancel = context.WithCancel(context.Background())
	provider := &liveStationProvider{
		version: "test",
		env:     environmentWith(nil, nil),
		configure: func(c *livestation.Config) {
			c.DialContext = p.dial
			c.RandomPause = p.pause
			c.Credentials = turnOf{c.Credentials}
		},
	}
	p.server = providerserver.NewProtocol6(provider)()
	values := map[string]tftypes.Value{}
	for name, kind := range blockType.AttributeTypes {
		values[name] = tftypes.NewValue(kind, nil)
	}
	for name, value := range map[string]string{
		"access_key": fakeapi.Allowed.AccessKey, "secret_key": fakeapi.Allowed.SecretKey, "endpoint": "http://127.0.0.1",
	} {
		values[name] = tftypes.NewValue(tftypes.String, value)
	}
	resp, err := p.server.ConfigureProvider(p.ctx, &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: encode(tftypes.NewValue(blockType, values)),
	})
	if err != nil || len(resp.Diagnostics) > 0 {
		panic(fmt.Sprint(err, formatDiags(resp.Diagnostics)))
	}
	return p
}

func (p *process) dial(context.Context, string, string) (net.Conn, error) {
	if p.isKilled.Load() {
		return nil, errors.New("the process was killed")
	}
	client, server := net.Pipe()
	isReset := &atomic.Bool{}
	p.mu.Lock()
	p.opened = append(p.opened, client)
	p.mu.Unlock()
	select {
	case p.w.pipes <- &wire{Conn: server, process: p, isReset: isReset}:
		return &wire{Conn: client, process: p, isReset: isReset}, nil
	case <-p.w.closed:
		return nil, net.ErrClosed
	}
}

func (p *process) pause(limit time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Duration(p.random.Int64N(int64(limit)))
}

// end ends the process after its last call.
func (p *process) end() {
	p.cancel()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.opened {
		_ = c.Close()
	}
}

// stop is what a first Ctrl-C does.
func (p *process) stop() {
	p.isStopped.Store(true)
	_, _ = p.server.StopProvider(p.ctx, &tfprotov6.StopProviderRequest{})
}

// kill ends the process and Terraform at once.
func (p *process) kill() {
	p.isKilled.Store(true)
	p.end()
}

// A turnOf delays each request by a time of its own for each object, as [process.of] does with each call: objects that
// share what they have read would otherwise go on at one instant, in any order.
type turnOf struct{ ncloud.CredentialsProvider }

type delayKey struct{}

// of returns the context of a call about an object.
func (p *process) of(address string, value []byte) context.Context {
	hash := fnv.New32()
	_, _ = io.WriteString(hash, address)
	_, _ = hash.Write(value)
	delay := time.Duration(hash.Sum32() % 9973)
	time.Sleep(delay)
	return context.WithValue(p.ctx, delayKey{}, delay)
}

func (t turnOf) Retrieve(ctx context.Context) (ncloud.Credentials, error) {
	if delay, ok := ctx.Value(delayKey{}).(time.Duration); ok {
		time.Sleep(delay)
	}
	return t.CredentialsProvider.Retrieve(ctx)
}

// latency is different for different requests, so that no two act at one instant.
func latency(r *http.Request, body []byte) time.Duration {
	hash := fnv.New32()
	_, _ = io.WriteString(hash, r.Method+r.RequestURI)
	_, _ = hash.Write(body)
	return time.Millisecond + time.Duration(hash.Sum32()%997)
}

// ServeHTTP is the network and the API: it lets happen what comes before the request, lets the fake act, records what
// it did, and responds.
func (w *world) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	connection, ok := r.Context().Value(wireKey{}).(*wire)
	if err != nil || !ok {
		return
	}
	time.Sleep(latency(r, body))
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	f, response := w.act(connection.process, r, string(body))
	if connection.process.isStopped.Load() {
		time.Sleep(time.Microsecond) // The end of the context comes before the response.
	}
	if f.respond != nil {
		f.respond(out, r)
		return
	}
	if response == nil {
		panic(http.ErrAbortHandler)
	}
	for name, values := range response.Header() {
		out.Header()[name] = values
	}
	out.WriteHeader(response.Code)
	_, _ = out.Write(response.Body.Bytes())
}

// act returns the fault of a request, and what the API responds if it acts.
func (w *world) act(p *process, r *http.Request, body string) (networkFault, *httptest.ResponseRecorder) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p.isKilled.Load() {
		return networkFault{}, nil
	}
	f, isFault := w.next(r.Method != http.MethodGet)
	if p.isKilled.Load() {
		return networkFault{}, nil
	}
	request := r.Method + " " + strings.TrimPrefix(r.RequestURI, "/api/v2/")
	w.recorder.before(p, request)
	if f.isStale {
		f = networkFault{name: f.name}
		if stale := w.last[request]; stale != nil && r.Method == http.MethodGet {
			w.logRequest(request, "stale")
			w.recorder.after(p, request, networkResponse{isStale: true, isDelivered: true, status: stale.Code})
			return f, stale
		}
	}
	if isFault && !f.acts && f.respond != nil {
		w.logRequest(request, f.name)
		w.recorder.after(p, request, networkResponse{})
		return f, nil
	}
	response := httptest.NewRecorder()
	w.api.ServeHTTP(response, r)
	w.logRequest(request+" "+body, fmt.Sprint(response.Code, " ", f.name))
	w.recorder.after(p, request, networkResponse{
		status: response.Code, acted: response.Code < 300, isDelivered: f.respond == nil, body: response.Body.String(),
		isEmpty: f.name == emptyContent,
	})
	if r.Method == http.MethodGet {
		w.last[request] = response
	}
	return f, response
}

// logRequest logs a request, but not each of many in a row.
func (w *world) logRequest(request, result string) {
	line := request + ": " + result
	if line != w.latest {
		w.log("  %4d %s", w.requests, line)
	}
	w.latest = line
}

// next lets happen what comes before the next request, and returns its fault.
func (w *world) next(isWrite bool) (f networkFault, isFault bool) {
	w.requests++
	moments := []moment{{k: w.requests}}
	if isWrite {
		w.writes++
		moments = append(moments, moment{isWrite: true, k: w.writes})
	}
	for _, m := range moments {
		for _, event := range w.events[m] {
			event()
		}
		if other, ok := w.faults[m]; ok {
			f, isFault = other, true
		}
		delete(w.events, m)
		delete(w.faults, m)
	}
	return f, isFault
}

// networkFaults are the faults that a history can have. The first is the simplest.
func networkFaults() []networkFault {
	reset := func(_ http.ResponseWriter, r *http.Request) {
		if c, ok := r.Context().Value(wireKey{}).(*wire); ok {
			c.isReset.Store(true)
		}
		panic(http.ErrAbortHandler)
	}
	html := fakeapi.Raw(http.StatusServiceUnavailable, "text/html", "<html>busy</html>")
	unavailable := fakeapi.GatewayError(http.StatusGatewayTimeout, 510, "Endpoint Timeout", "")
	throttled := fakeapi.GatewayError(http.StatusTooManyRequests, 420, "Throttle Limited", "")
	failed := fakeapi.LiveStationError(http.StatusInternalServerError, 250000, "EXCEPTION", "Unexpected error occurred.")
	return []networkFault{
		{name: "reset", respond: reset},
		{name: "reset after it acted", acts: true, respond: reset},
		{name: "429", respond: throttled},
		{name: "504 after it acted", acts: true, respond: unavailable},
		{name: "504", respond: unavailable},
		{name: "500", respond: failed},
		{name: "500 after it acted", acts: true, respond: failed},
		{name: "503 with HTML", respond: html},
		{name: "stale", isStale: true},
		{name: "cut short", acts: true, respond: fakeapi.CutShort},
		{name: "no response", respond: fakeapi.Stall},
		{name: "no response after it acted", acts: true, respond: fakeapi.Stall},
		{name: "empty 200 after it acted", acts: true, respond: fakeapi.Raw(http.StatusOK, "application/json", "")},
		{name: emptyContent, acts: true, respond: fakeapi.Raw(http.StatusOK, "application/json", `{"content":{}}`)},
	}
}

func faultNames() []string {
	var names []string
	for _, f := range networkFaults() {
		names = append(names, f.name)
	}
	return names
}

func faultNamed(name string) networkFault {
	all := networkFaults()
	return all[slices.IndexFunc(all, func(f networkFault) bool { return f.name == name })]
}
