/*
 * fault.c - the kinds of damage, and how one is said.
 */
#include <stdio.h>
#include <string.h>

#include "raw/private.h"

const struct n62_raw_kind_info n62_raw_kinds[N62_RAW_KINDS] = {
	[N62_RAW_FILE_MAGIC] = { "file-magic",
	    "the first word is neither a file header nor an event", 1,
	    N62_RAW_FATAL },
	[N62_RAW_FILE_VERSION] = { "file-version",
	    "the version of the file is not 1", 2, N62_RAW_FATAL },
	[N62_RAW_FILE_EMPTY] = { "file-empty", "the file has no event", 2,
	    N62_RAW_FATAL },
	[N62_RAW_FILE_TABLES] = { "file-tables",
	    "the tables reach beyond the end of the file", 2, N62_RAW_FATAL },
	[N62_RAW_FILE_FIRST] = { "file-first",
	    "the first offset is not that behind the tables", 2,
	    N62_RAW_WARNING },
	[N62_RAW_FILE_ORDER] = { "file-order",
	    "an offset of the table is not that of its event", 2,
	    N62_RAW_WARNING },
	[N62_RAW_EVENT_MAGIC] = { "event-magic",
	    "an event does not begin with 0x62", 3, N62_RAW_FATAL },
	[N62_RAW_EVENT_LENGTH] = { "event-length",
	    "the length of an event cannot be", 3, N62_RAW_FATAL },
	[N62_RAW_EVENT_NUMBER] = { "event-number",
	    "the event number is not that of the table", 4, N62_RAW_WARNING },
	[N62_RAW_EVENT_TRIGGER] = { "event-trigger",
	    "the trigger word is not that of the table", 4, N62_RAW_WARNING },
	[N62_RAW_EVENT_BURST] = { "event-burst",
	    "the burst number is not that of the file", 4, N62_RAW_WARNING },
	[N62_RAW_EVENT_RUN] = { "event-run",
	    "the run or burst of the file is not that of its name", 4,
	    N62_RAW_WARNING },
	[N62_RAW_EVENT_TRAILER] = { "event-trailer",
	    "the trailer does not repeat the event number", 5, N62_RAW_FATAL },
	[N62_RAW_POINTER_RANGE] = { "pointer-range",
	    "an offset of the pointer table cannot be", 6, N62_RAW_LOST },
	[N62_RAW_SOURCE_UNKNOWN] = { "source-unknown", "an unknown source", 6,
	    N62_RAW_LOST },
	[N62_RAW_SOURCE_REPEATED] = { "source-repeated",
	    "a source that was there already", 6, N62_RAW_LOST },
	[N62_RAW_BLOCK_SIZE] = { "block-size", "the size of a block cannot be",
	    7, N62_RAW_LOST },
	[N62_RAW_BOARD_NUMBER] = { "board-number",
	    "a board number that does not exist", 8, N62_RAW_LOST },
	[N62_RAW_BOARD_REPEATED] = { "board-repeated",
	    "a board that was there already", 8, N62_RAW_LOST },
	[N62_RAW_BOARD_MISSING] = { "board-missing", "boards are missing", 8,
	    N62_RAW_WARNING },
	[N62_RAW_BLOCK_FORMAT] = { "block-format",
	    "a format of blocks other than 0 and 1", 9, N62_RAW_LOST },
	[N62_RAW_BLOCK_TIME] = { "block-time",
	    "the time stamp is not that of the event", 10, N62_RAW_LOST },
	[N62_RAW_PIECE_MISSING] = { "piece-missing",
	    "the farm had to do without this block", 11, N62_RAW_WARNING },
	[N62_RAW_EOB_UNFINISHED] = { "eob-unfinished",
	    "an end of burst that the farm had to close", 11, N62_RAW_WARNING },
	[N62_RAW_L1_NUMBER] = { "l1-number",
	    "the event number of an L1 block is not the event's", 12,
	    N62_RAW_LOST },
	[N62_RAW_L1_SOURCE] = { "l1-source",
	    "the source of an L1 block is not that of the table", 12,
	    N62_RAW_LOST },
	[N62_RAW_L1_SIZE] = { "l1-size", "the size of an L1 block cannot be",
	    12, N62_RAW_LOST },
	[N62_RAW_L1_LARGE] = { "l1-large",
	    "an L1 block of more than 9500 bytes", 12, N62_RAW_LOST },
	[N62_RAW_TEL62_EMPTY] = { "tel62-empty",
	    "a TEL62 block without payload", 13, N62_RAW_LOST },
	[N62_RAW_TEL62_BOARD] = { "tel62-board",
	    "the TEL62 board is not that of the block", 13, N62_RAW_LOST },
	[N62_RAW_TEL62_TYPE] = { "tel62-type",
	    "the TEL62 trigger type is not the event's", 13, N62_RAW_LOST },
	[N62_RAW_TEL62_MASK] = { "tel62-mask",
	    "no FPGA, or one too many, is flagged", 13, N62_RAW_LOST },
	[N62_RAW_TEL62_FPGA] = { "tel62-fpga",
	    "an FPGA that is repeated or not flagged", 13, N62_RAW_LOST },
	[N62_RAW_TEL62_SLOT] = { "tel62-slot", "a slot of no words", 13,
	    N62_RAW_LOST },
	[N62_RAW_TEL62_SIZE] = { "tel62-size",
	    "the words do not add up to the size of the block", 13,
	    N62_RAW_LOST },
	[N62_RAW_TEL62_WINDOW] = { "tel62-window", "a slot outside the window",
	    13, N62_RAW_LOST },
	[N62_RAW_TEL62_TRIGGER] = { "tel62-trigger",
	    "all slots are outside the window", 13, N62_RAW_LOST },
	[N62_RAW_TEL62_TIME] = { "tel62-time",
	    "the time of a hit is not in its slot", 13, N62_RAW_LOST },
	[N62_RAW_TEL62_WORD] = { "tel62-word", "a TDC word of unknown kind", 13,
	    N62_RAW_LOST },
	[N62_RAW_TEL62_ERRORS] = { "tel62-errors",
	    "the sizes of an error block contradict each other", 13,
	    N62_RAW_LOST },
	[N62_RAW_TEL62_REPEATED] = { "tel62-repeated", "a TDC word is repeated",
	    14, N62_RAW_WARNING },
	[N62_RAW_TEL62_ORDER] = { "tel62-order",
	    "hits are not in the order of time", 14, N62_RAW_WARNING },
	[N62_RAW_TEL62_FLAG] = { "tel62-flag",
	    "an error block is announced and not there", 14, N62_RAW_WARNING },
	[N62_RAW_TEL62_TDC_ERROR] = { "tel62-tdc-error",
	    "a TDC reports an error", 14, N62_RAW_WARNING },
	[N62_RAW_TEL62_ERROR] = { "tel62-error", "a TEL62 reports an error", 14,
	    N62_RAW_WARNING },
	[N62_RAW_TEL62_FAKE_EOB] = { "tel62-fake-eob",
	    "an end of burst without payload", 14, N62_RAW_WARNING },
	[N62_RAW_TEL62_UNCONNECTED] = { "tel62-unconnected",
	    "a channel that is not connected", 14, N62_RAW_WARNING },
	[N62_RAW_SRB_NUMBER] = { "srb-number",
	    "the SRB is not that of the block", 15, N62_RAW_LOST },
	[N62_RAW_SRB_SIZE] = { "srb-size",
	    "the size of an SRB packet cannot be", 15, N62_RAW_LOST },
	[N62_RAW_SRB_COUNTERS] = { "srb-counters",
	    "the counters are not the number of hits", 15, N62_RAW_LOST },
	[N62_RAW_SRB_LATENCY] = { "srb-latency",
	    "the latency of an SRB cannot be", 15, N62_RAW_LOST },
	[N62_RAW_SRB_PADDING] = { "srb-padding", "the padding is not ffff", 16,
	    N62_RAW_WARNING },
	[N62_RAW_SRB_REPEATED] = { "srb-repeated", "a hit is repeated", 16,
	    N62_RAW_WARNING },
	[N62_RAW_SRB_FLAGS] = { "srb-flags", "a hit is flagged", 16,
	    N62_RAW_WARNING },
	[N62_RAW_SRB_UNCONNECTED] = { "srb-unconnected",
	    "a straw that is not connected", 16, N62_RAW_WARNING },
	[N62_RAW_CREAM_SIZE] = { "cream-size",
	    "the three lengths of a CREAM block disagree", 17, N62_RAW_LOST },
	[N62_RAW_CREAM_TRIGGER] = { "cream-trigger",
	    "the trigger type of a CREAM is not the event's", 17,
	    N62_RAW_LOST },
	[N62_RAW_CREAM_TIME] = { "cream-time",
	    "the time stamp of a CREAM is not that of the event", 17,
	    N62_RAW_LOST },
	[N62_RAW_CREAM_ERROR] = { "cream-error", "a CREAM reports an L1 error",
	    17, N62_RAW_LOST },
	[N62_RAW_CREAM_CHECKSUM] = { "cream-checksum",
	    "the checksum of a CREAM is wrong", 17, N62_RAW_LOST },
	[N62_RAW_CREAM_SAMPLES] = { "cream-samples",
	    "a CREAM has another number of samples", 17, N62_RAW_LOST },
	[N62_RAW_CREAM_ZERO] = { "cream-zero",
	    "all even or all odd samples are zero", 17, N62_RAW_LOST },
	[N62_RAW_CREAM_RECOVERED] = { "cream-recovered",
	    "one of the three lengths of a CREAM block is wrong", 18,
	    N62_RAW_WARNING },
	[N62_RAW_CREAM_REQUEST] = { "cream-request",
	    "a CREAM block of an L0 request", 18, N62_RAW_WARNING },
	[N62_RAW_CREAM_MASKED] = { "cream-masked", "a channel that is masked",
	    18, N62_RAW_WARNING },
	[N62_RAW_CREAM_OSCILLATION] = { "cream-oscillation",
	    "even and odd samples differ by more than 10 %", 18,
	    N62_RAW_WARNING },
	[N62_RAW_GTK_TAG] = { "gtk-tag", "a GTK word of the wrong kind", 19,
	    N62_RAW_LOST },
	[N62_RAW_GTK_CHIP] = { "gtk-chip",
	    "a chip or station that is not on this PC", 19, N62_RAW_LOST },
	[N62_RAW_GTK_TRAILER] = { "gtk-trailer",
	    "the trailers name different chips", 19, N62_RAW_LOST },
	[N62_RAW_GTK_TIME] = { "gtk-time",
	    "the time stamp of a GTK trailer is wrong", 19, N62_RAW_LOST },
	[N62_RAW_GTK_NUMBER] = { "gtk-number",
	    "the event number of a GTK trailer is wrong", 19, N62_RAW_LOST },
	[N62_RAW_GTK_COUNT] = { "gtk-count",
	    "a count in a GTK trailer is wrong", 19, N62_RAW_LOST },
	[N62_RAW_GTK_FRAME] = { "gtk-frame", "the frame of a GTK hit is wrong",
	    19, N62_RAW_LOST },
	[N62_RAW_GTK_GROUPS] = { "gtk-groups", "a GTK block has not 10 groups",
	    19, N62_RAW_LOST },
	[N62_RAW_GTK_PCS] = { "gtk-pcs", "there are not 6 GTK PCs", 19,
	    N62_RAW_LOST },
	[N62_RAW_GTK_REPEATED] = { "gtk-repeated", "a GTK hit is repeated", 20,
	    N62_RAW_WARNING },
	[N62_RAW_GTK_FULL] = { "gtk-full", "a GTK group has reached 20 hits",
	    20, N62_RAW_WARNING },
	[N62_RAW_L0TP_SIZE] = { "l0tp-size",
	    "the size of an L0TP block is wrong", 21, N62_RAW_LOST },
	[N62_RAW_L0TP_FINE] = { "l0tp-fine",
	    "the fine time of L0TP is not that of the event", 21,
	    N62_RAW_WARNING },
	[N62_RAW_L0TP_TYPE] = { "l0tp-type",
	    "the trigger type of L0TP is not the event's", 21,
	    N62_RAW_WARNING },
	[N62_RAW_L1TP_SIZE] = { "l1tp-size",
	    "the parts of L1TP do not add up to its size", 22,
	    N62_RAW_WARNING },
	[N62_RAW_PACKET_SIZE] = { "packet-size",
	    "the length of an end-of-burst packet cannot be", 23,
	    N62_RAW_WARNING },
	[N62_RAW_EOB_ABSENT] = { "eob-absent", "there is no end of burst", 23,
	    N62_RAW_WARNING },
	[N62_RAW_EOB_ORDER] = { "eob-order", "an event after the end of burst",
	    23, N62_RAW_WARNING },
	[N62_RAW_TRUTH_SIZE] = { "truth-size",
	    "the size of a truth block is wrong", 24, N62_RAW_LOST },
	[N62_RAW_TRUTH_HEAD] = { "truth-head",
	    "the header of a truth block cannot be", 24, N62_RAW_LOST },
	[N62_RAW_TRUTH_PARENT] = { "truth-parent",
	    "a true particle comes before its parent", 24, N62_RAW_LOST },
	[N62_RAW_SOURCE_UNREAD] = { "source-unread",
	    "a source whose layout in this run is not public", 25,
	    N62_RAW_LOST },
};

int n62_raw_kind_find(const char *name)
{
	for (int i = 0; i < N62_RAW_KINDS; i++)
		if (strcmp(n62_raw_kinds[i].name, name) == 0)
			return i;
	return -1;
}

void raw_fault(
    struct raw_decoder *d, enum n62_raw_kind kind, int board, size_t at)
{
	struct n62_raw_event *e = d->e;
	uint32_t i = e->n[N62_RAW_A_FAULT];

	if (d->count)
		d->count[kind]++;
	if (i == N62_RAW_MAX_FAULTS)
		return;
	e->fault[i] = (struct n62_raw_fault){ .at = d->offset + at,
		.event = e->head.number,
		.source = d->source,
		.board = board,
		.kind = (uint16_t)kind,
		.level = n62_raw_kinds[kind].level };
	e->n[N62_RAW_A_FAULT]++;
}

static int put_source(
    const struct n62_raw_fault *f, struct n62_buf *b, struct n62_err *err)
{
	const char *name = n62_raw_source_name((unsigned)f->source);

	if (name)
		return n62_buf_printf(
		    b, err, "source %s (0x%02x), ", name, (unsigned)f->source);
	return n62_buf_printf(b, err, "source 0x%02x, ", (unsigned)f->source);
}

int n62_raw_fault_text(
    const struct n62_raw_fault *f, struct n62_buf *b, struct n62_err *err)
{
	if (f->event != UINT32_MAX &&
	    n62_buf_printf(b, err, "event %lu, ", (unsigned long)f->event) < 0)
		return -1;
	if (n62_buf_printf(b, err, "byte %llu, ", (unsigned long long)f->at) <
	    0)
		return -1;
	if (f->source >= 0 && put_source(f, b, err) < 0)
		return -1;
	if (f->board >= 0 &&
	    n62_buf_printf(b, err, "board %ld, ", (long)f->board) < 0)
		return -1;
	if (n62_buf_reserve(b, 2, err) < 0)
		return -1;
	b->len -= 2;
	return n62_buf_printf(b, err, ": %s", n62_raw_kinds[f->kind].text);
}
