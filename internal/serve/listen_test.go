package serve

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestListen(t *testing.T) {
	answering, release := make(chan bool), make(chan bool)
	l, err := Listen("127.0.0.1:0", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(answering)
			<-release
		}
		_, _ = io.WriteString(w, "done")
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(l.Addr().String(), nil); err == nil || strings.Contains(err.Error(), "\n") ||
		!strings.Contains(err.Error(), l.Addr().String()) || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a port in use: %v", err)
	}
	l.grace = time.Minute // however slow the machine is
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- l.Serve(ctx) }()
	slow := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + l.Addr().String() + "/slow")
		if err != nil {
			slow <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		slow <- string(body)
	}()
	<-answering
	stop() // an answer under way is finished
	time.Sleep(10 * time.Millisecond)
	close(release)
	if got := <-slow; got != "done" {
		t.Errorf("answer under way while stopping: %q", got)
	}
	if err := <-served; err != nil {
		t.Errorf("stopped with %v", err)
	}
	if _, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("still listening after the stop")
	}
	if err := l.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

func TestListenRefusesLongHeaders(t *testing.T) {
	l, err := Listen("127.0.0.1:0", http.NotFoundHandler())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- l.Serve(ctx) }()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("a", 64<<10))
	if status, _ := bufio.NewReader(conn).ReadString('\n'); !strings.Contains(status, "431") {
		t.Errorf("long header: %q", status)
	}
	conn.Close()
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// A client that takes its answer for ever does not keep us from stopping.
func TestStopCutsOffSlowClients(t *testing.T) {
	answering := make(chan bool)
	l, err := Listen("127.0.0.1:0", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(answering)
		for chunk := make([]byte, 1<<16); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	l.grace = time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- l.Serve(ctx) }()
	conn, err := net.Dial("tcp", l.Addr().String()) // which never reads
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	<-answering
	stop()
	if err := <-served; err != nil {
		t.Errorf("stopped with %v", err)
	}
}
