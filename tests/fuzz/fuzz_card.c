/*
 * fuzz_card.c - any bytes as a card. It is refused with one line that names
 * the place, or read; then every step to a question gives numbers or a
 * sentence, and the words of it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "card/card.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(struct n62_card *c)
{
	struct n62_question_text text = { .shape = "gauss",
		.ses_shape = "lognormal",
		.cl = NAN,
		.mass = NAN };
	struct n62_question q;
	struct n62_err err = { 0 };
	struct n62_buf words = { 0 };
	bool blinded;

	n62_card_defaults(c, &text);
	if (!text.method)
		text.method = "cls";
	if (isnan(text.cl))
		text.cl = 0.9;
	if (n62_question_read(&text, &q, &err) < 0)
		abort();
	if (n62_card_ask(c, &text, &q, &blinded, &err) < 0 && !*err.text)
		abort();
	err = (struct n62_err){ 0 };
	if (n62_card_ask_scan(c, &text, &q, &err) < 0 && !*err.text)
		abort();
	err = (struct n62_err){ 0 };
	if (n62_card_explain(c, &words, &err) < 0 && !*err.text)
		abort();
	n62_buf_free(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct n62_err err = { 0 };
	struct n62_card *c =
	    n62_card_parse((const char *)data, size, "card", &err);

	if (!c != (err.code == N62_DATA) || strchr(err.text, '\n') ||
	    (!c && strncmp(err.text, "card:", 5) != 0))
		abort();
	if (c)
		ask(c);
	n62_card_free(c);
	return 0;
}
