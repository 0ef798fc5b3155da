package config

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

const (
	day  = 24 * time.Hour
	week = 7 * day

	maxDuration = 200 * 365 * day // what a length of time can hold, and no slip of the pen
)

var errUnit = errors.New("unknown unit")

// parseDuration reads 15m, 24h, 30d, 2w, 1d12h. A bare 0 needs no unit.
func parseDuration(s string) (time.Duration, error) {
	if s == "0" {
		return 0, nil
	}
	if s == "" {
		return 0, fmt.Errorf("read duration: %w", strconv.ErrSyntax)
	}
	var total time.Duration
	rest := s
	for rest != "" {
		number := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789."))]
		rest = rest[len(number):]
		unit := rest[:len(rest)-len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyz"))]
		rest = rest[len(unit):]
		length, ok := lengthOf(unit)
		if !ok {
			return 0, fmt.Errorf("read duration: %w", errUnit)
		}
		part, err := times(number, length)
		if err != nil {
			return 0, fmt.Errorf("read duration: %w", err)
		}
		if total += part; total > maxDuration {
			return 0, fmt.Errorf("read duration: %w", strconv.ErrRange)
		}
	}
	return total, nil
}

// times multiplies a unit of time: exactly, but for fractions.
func times(number string, length time.Duration) (time.Duration, error) {
	if count, err := strconv.ParseInt(number, 10, 64); err == nil {
		if count > int64(maxDuration/length) {
			return 0, strconv.ErrRange
		}
		return time.Duration(count) * length, nil
	}
	count, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0, err
	}
	if count*float64(length) > float64(maxDuration) {
		return 0, strconv.ErrRange
	}
	return time.Duration(math.Round(count * float64(length))), nil
}

// lengthOf is what one unit of time stands for.
func lengthOf(unit string) (time.Duration, bool) {
	switch unit {
	case "ms":
		return time.Millisecond, true
	case "s":
		return time.Second, true
	case "m":
		return time.Minute, true
	case "h":
		return time.Hour, true
	case "d":
		return day, true
	case "w":
		return week, true
	}
	return 0, false
}

// parseSize reads 8MB, 512KB, 1GB (powers of 1000), 8MiB (powers of 1024), or
// a number of octets.
func parseSize(s string) (int64, error) {
	number := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ")
	count, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0, fmt.Errorf("read size: %w", err)
	}
	var factor float64
	switch strings.ToLower(strings.TrimSpace(s[len(number):])) {
	case "", "b":
		factor = 1
	case "kb":
		factor = 1e3
	case "mb":
		factor = 1e6
	case "gb":
		factor = 1e9
	case "kib":
		factor = 1 << 10
	case "mib":
		factor = 1 << 20
	case "gib":
		factor = 1 << 30
	default:
		return 0, fmt.Errorf("read size: %w", errUnit)
	}
	octets := count * factor
	if math.IsNaN(octets) || octets < 0 || octets > 1<<40 {
		return 0, fmt.Errorf("read size: %w", strconv.ErrRange)
	}
	return int64(octets), nil
}

// parsePercent reads 50% as 0.5.
func parsePercent(s string) (float64, error) {
	number, ok := strings.CutSuffix(s, "%")
	if !ok {
		return 0, fmt.Errorf("read percentage: %w", errUnit)
	}
	share, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil {
		return 0, fmt.Errorf("read percentage: %w", err)
	}
	if math.IsNaN(share) || share < 0 || share > 100 {
		return 0, fmt.Errorf("read percentage: %w", strconv.ErrRange)
	}
	return share / 100, nil
}

// parseNetwork reads 10.0.0.0/8, or one address.
func parseNetwork(s string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(address.WithZone(""), address.BitLen()), nil
	}
	network, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("read network: %w", err)
	}
	return network.Masked(), nil
}

// parseZone reads an IANA name (Asia/Seoul) or an offset (+09:00). The
// machine's own zone is refused: the same file must mean the same everywhere.
func parseZone(s string) (*time.Location, error) {
	if s == "" || s == "Local" {
		return nil, errors.New("read time zone: not a name")
	}
	if s[0] == '+' || s[0] == '-' {
		t, err := time.Parse("-07:00", s)
		if err != nil {
			return nil, fmt.Errorf("read time zone: %w", err)
		}
		_, offset := t.Zone()
		return time.FixedZone(s, offset), nil
	}
	zone, err := time.LoadLocation(s)
	if err != nil {
		return nil, fmt.Errorf("read time zone: %w", err)
	}
	return zone, nil
}

// parseInstant reads RFC 3339, or a day, which means its first moment in UTC.
func parseInstant(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("read time: neither RFC 3339 nor a day")
}
