// The seed's application, for comparison: who am I, health, metrics, and its middleware.
// Built with Debian's golang and golang-github-prometheus-client-golang-dev; see ../../README.md.
package main

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"sort"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/common/expfmt"
)

var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

type instruments struct {
	requests  *prometheus.CounterVec
	durations *prometheus.HistogramVec
}

func newInstruments(registry prometheus.Registerer) instruments {
	made := instruments{
		requests: prometheus.NewCounterVec(
			prometheus.CounterOpts{Name: "http_requests_total", Help: "Total number of HTTP requests"},
			[]string{"method", "endpoint", "status"}),
		durations: prometheus.NewHistogramVec(
			prometheus.HistogramOpts{Name: "http_request_duration_seconds", Help: "HTTP request duration", Buckets: buckets},
			[]string{"method", "endpoint"}),
	}
	registry.MustRegister(made.requests, made.durations)
	return made
}

func (i instruments) record(method, endpoint string, status int, seconds float64) {
	i.requests.WithLabelValues(method, endpoint, strconv.Itoa(status)).Inc()
	i.durations.WithLabelValues(method, endpoint).Observe(seconds)
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (i instruments) wrap(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		wrapped := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(wrapped, r)
		i.record(r.Method, r.URL.Path, wrapped.status, time.Since(start).Seconds())
	}
}

func root(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"service":"gitops-demo","version":"1.0.0","revision":"1.0.0","environment":"Production","instance":"vm"}`)
}

func serve(listen string, withMetrics bool) {
	var handler http.Handler = http.HandlerFunc(root)
	if withMetrics {
		handler = newInstruments(prometheus.DefaultRegisterer).wrap(handler)
		http.Handle("/metrics", promhttp.Handler())
	}
	http.Handle("/", handler)
	must(http.ListenAndServe(listen, nil))
}

func page() *prometheus.Registry {
	registry := prometheus.NewRegistry()
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total", Help: "Requests."}, []string{"method", "path"})
	durations := prometheus.NewHistogramVec(
		prometheus.HistogramOpts{Name: "duration_seconds", Help: "Durations.", Buckets: prometheus.DefBuckets}, []string{"path"})
	registry.MustRegister(requests, durations)
	for path := 0; path < 10000; path++ {
		requests.WithLabelValues("GET", "/"+strconv.Itoa(path)).Add(float64(path))
	}
	for path := 0; path < 1000; path++ {
		for observation := 0; observation < 20; observation++ {
			durations.WithLabelValues("/" + strconv.Itoa(path)).Observe(float64(observation*path) / 997)
		}
	}
	return registry
}

func servePage(listen string) {
	http.Handle("/metrics", promhttp.HandlerFor(page(), promhttp.HandlerOpts{}))
	must(http.ListenAndServe(listen, nil))
}

func measure(name string, threads, operations int, operation func()) {
	rounds := make([]float64, 0, 15)
	var allocated uint64
	for round := 0; round < 15; round++ {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		var done sync.WaitGroup
		for thread := 0; thread < threads; thread++ {
			done.Add(1)
			go func() {
				defer done.Done()
				for count := 0; count < operations; count++ {
					operation()
				}
			}()
		}
		done.Wait()
		rounds = append(rounds, float64(time.Since(start).Nanoseconds())/float64(operations))
		runtime.ReadMemStats(&after)
		allocated = (after.TotalAlloc - before.TotalAlloc) / uint64(operations*threads)
	}
	sort.Float64s(rounds)
	fmt.Printf("%s %.1f %d\n", name, rounds[len(rounds)/2], allocated)
}

func inProcess() {
	made := newInstruments(prometheus.NewRegistry())
	byLabels := func() { made.record("GET", "/", 200, 0.0012) }
	measure("by-labels-1", 1, 1000000, byLabels)
	measure("by-labels-2", 2, 1000000, byLabels)
	requests := made.requests.WithLabelValues("GET", "/", "200")
	durations := made.durations.WithLabelValues("GET", "/")
	measure("kept", 1, 3000000, func() { requests.Inc(); durations.Observe(0.0012) })
	registry := page()
	measure("scrape", 1, 5, func() {
		families, err := registry.Gather()
		must(err)
		encoder := expfmt.NewEncoder(io.Discard, expfmt.FmtText)
		for _, family := range families {
			must(encoder.Encode(family))
		}
	})
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	listen := flag.String("listen", "127.0.0.1:8080", "address")
	withMetrics := flag.Bool("metrics", true, "with metrics")
	mode := flag.String("mode", "serve", "serve, serve-page or in-process")
	flag.Parse()
	switch *mode {
	case "in-process":
		inProcess()
	case "serve-page":
		servePage(*listen)
	default:
		serve(*listen, *withMetrics)
	}
}
