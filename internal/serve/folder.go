package serve

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// listName is the list of what exports have written into a folder, a name a
// line.
const listName = ".sitrep-export"

// folder is where an export goes. Nothing outside it is touched, also where a
// link in it leads out.
type folder struct {
	root *os.Root
	path string // for messages
}

// listed are the files that earlier exports wrote. What is not a name inside
// the folder is left out: only we write the list, but anybody may have edited
// it.
func (f folder) listed() ([]string, error) {
	list, err := f.root.ReadFile(listName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, f.fault("read", listName, err)
	}
	var names []string
	for line := range strings.Lines(string(list)) {
		if name := strings.TrimSuffix(line, "\n"); fs.ValidPath(name) && name != "." && name != listName && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// list writes which files are an export's own.
func (f folder) list(files []exportFile, more []string) error {
	names := slices.Clone(more)
	for _, file := range files {
		names = append(names, file.name)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	_, err := f.put(exportFile{name: listName, body: []byte(strings.Join(names, "\n") + "\n")})
	return err
}

// remove removes listed files that are not among these, and the folders that
// are empty then. It says how many files went.
func (f folder) remove(files []exportFile, listed []string) (int, error) {
	keep := make(map[string]bool, len(files))
	for _, file := range files {
		keep[file.name] = true
	}
	removed := 0
	for _, name := range listed {
		if keep[name] {
			continue
		}
		at, err := f.root.Lstat(name)
		if err == nil && at.IsDir() {
			continue // we list no folders
		}
		if err == nil {
			err = f.root.Remove(name)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, f.fault("remove", name, err)
		}
		if err == nil {
			removed++
		}
		for dir := path.Dir(name); dir != "." && f.root.Remove(dir) == nil; dir = path.Dir(dir) {
			continue // a folder that still holds something is not removed
		}
	}
	return removed, nil
}

// put puts a file in place unless it is there already, and says whether it
// did. The file is complete whenever it can be seen.
func (f folder) put(file exportFile) (written bool, err error) {
	present, err := f.root.ReadFile(file.name)
	if err == nil && file.isSame(present) {
		return false, nil
	}
	if file.of != nil {
		file.body = compress(file.of)
	}
	dir, base := path.Split(file.name)
	if dir != "" {
		if err := f.root.MkdirAll(strings.TrimSuffix(dir, "/"), 0o755); err != nil {
			return false, f.fault("write", file.name, err)
		}
	}
	temporary := dir + "." + base + "." + rand.Text()
	defer func() {
		if err != nil {
			_ = f.root.Remove(temporary) // the fault before it is the one to tell
		}
	}()
	if err = f.write(temporary, file.body); err == nil {
		err = f.root.Rename(temporary, file.name)
	}
	if err != nil {
		return false, f.fault("write", file.name, err)
	}
	return true, nil
}

// isSame reports whether a file holds these bytes already.
func (file exportFile) isSame(present []byte) bool {
	if file.of != nil {
		return sameCompressed(present, file.of)
	}
	return bytes.Equal(present, file.body)
}

// write makes a new file and sees its bytes to the disk.
func (f folder) write(name string, body []byte) error {
	out, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = out.Write(body)
	return errors.Join(err, out.Chmod(0o644), out.Sync(), out.Close())
}

// fault names the file that was meant rather than the temporary one that stood
// for it.
func (f folder) fault(verb, name string, err error) error {
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		err = at.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return fmt.Errorf("%s %s: %w", verb, filepath.Join(f.path, filepath.FromSlash(name)), err)
}

// decompress reads a compressed file, up to one octet more than it should hold.
func decompress(zipped []byte, size int) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, int64(size)+1))
}
