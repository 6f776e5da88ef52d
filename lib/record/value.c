/*
 * value.c - one value of an array of numbers, whatever its type.
 */
#include "record/record.h"

int64_t n62_value_i64(enum n62_type t, const void *values, size_t i)
{
	switch (t) {
	case N62_I8:
		return ((const int8_t *)values)[i];
	case N62_I16:
		return ((const int16_t *)values)[i];
	case N62_I32:
		return ((const int32_t *)values)[i];
	default:
		return ((const int64_t *)values)[i];
	}
}

uint64_t n62_value_u64(enum n62_type t, const void *values, size_t i)
{
	switch (t) {
	case N62_U8:
		return ((const uint8_t *)values)[i];
	case N62_U16:
		return ((const uint16_t *)values)[i];
	case N62_U32:
		return ((const uint32_t *)values)[i];
	default:
		return ((const uint64_t *)values)[i];
	}
}

double n62_value_f64(enum n62_type t, const void *values, size_t i)
{
	if (t == N62_F32)
		return ((const float *)values)[i];
	if (t == N62_F64)
		return ((const double *)values)[i];
	return t <= N62_I64 ? (double)n62_value_i64(t, values, i)
			    : (double)n62_value_u64(t, values, i);
}

size_t n62_value_text(char *text, enum n62_type t, const void *values, size_t i)
{
	if (t == N62_F32)
		return n62_put_f32(text, ((const float *)values)[i]);
	if (t == N62_F64)
		return n62_put_f64(text, ((const double *)values)[i]);
	return t <= N62_I64 ? n62_put_i64(text, n62_value_i64(t, values, i))
			    : n62_put_u64(text, n62_value_u64(t, values, i));
}
