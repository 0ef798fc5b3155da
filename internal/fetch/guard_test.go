package fetch

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestLoopbackRefusedByDefault(t *testing.T) {
	asked := false
	server := origin(t, func(http.ResponseWriter, *http.Request) { asked = true })
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	for _, host := range []string{
		"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "127.1", "2130706433", "0x7f000001",
		"0177.0.0.1", "0x7f.0.0.1", "017700000001", "127.0.0.1.", "0.0.0.0", "0", "[::]", "[fe80::1%25lo]", "１２７.0.0.1",
		"10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "224.0.0.1", "255.255.255.255", "198.18.0.1",
		"[fd00::1]", "[fe80::1]", "[ff02::1]", "[2002:7f00:1::1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2001:db8::1]", "[2001::1]",
	} {
		c := quick(t, func(c *Config) { c.AllowPrivate = nil; c.Timeout = time.Second })
		mustFail(t, c, Request{URL: "http://" + host + port + "/feed"}, KindPrivate)
	}
	if asked {
		t.Error("a request reached the loopback server")
	}
}

func TestAllowPrivateOpensByNetwork(t *testing.T) {
	server := origin(t, serveFeed)
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	allow := func(networks ...string) *Client {
		return quick(t, func(c *Config) {
			c.AllowPrivate = nil
			for _, network := range networks {
				c.AllowPrivate = append(c.AllowPrivate, netip.MustParsePrefix(network))
			}
		})
	}
	mustGet(t, allow("127.0.0.1/32"), Request{URL: server.URL})
	mustGet(t, allow("10.0.0.0/8", "::ffff:127.0.0.0/104"), Request{URL: server.URL})
	mustGet(t, allow("127.0.0.0/8"), Request{URL: "http://[::ffff:127.0.0.1]" + port})
	mustFail(t, allow("127.0.0.2/32", "::1/128", "::/0"), Request{URL: server.URL}, KindPrivate)
	// The number forms stay closed: what a host is must be plain to read.
	mustFail(t, allow("127.0.0.0/8"), Request{URL: "http://2130706433" + port}, KindPrivate)

	away := origin(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.2"+port+"/", http.StatusFound)
	})
	mustFail(t, allow("127.0.0.1/32"), Request{URL: away.URL}, KindPrivate)
}
