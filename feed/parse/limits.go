package parse

// Limits bound what one document may cost. A zero field means the default in
// brackets. What goes over a limit is left out and said in a warning; complete
// items are kept. Reading itself is linear in the octets, so the limits bound
// depth and memory.
type Limits struct {
	Body       int // octets of the document, decompressed (8 MiB); what lies beyond is treated as cut off
	Items      int // items of a document (20,000)
	Elements   int // elements that are read of one item, or of the head (4,096)
	Markup     int // tags and texts between them in one item, or in the head (65,536)
	Depth      int // elements or JSON values inside one another (256)
	Attributes int // attributes of one element, namespace declarations included (256)
	Namespaces int // namespace declarations in force at one place (512)
	Warnings   int // warnings kept; the last says how many more there were (100)
}

// orDefault returns l with its zero fields filled in.
func (l Limits) orDefault() Limits {
	fill := func(field *int, value int) {
		if *field <= 0 {
			*field = value
		}
	}
	fill(&l.Body, 8<<20)
	fill(&l.Items, 20_000)
	fill(&l.Elements, 4096)
	fill(&l.Markup, 65_536)
	fill(&l.Depth, 256)
	fill(&l.Attributes, 256)
	fill(&l.Namespaces, 512)
	fill(&l.Warnings, 100)
	return l
}

// maxList bounds the lists of one item: links, persons, categories, files,
// media, rights. Lists are kept free of doubles by comparing, so the bound
// keeps an item of many thousand links linear.
const maxList = 256

// maxDates bounds the dates read of one item or head.
const maxDates = 16
