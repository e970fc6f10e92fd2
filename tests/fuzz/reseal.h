/*
 * Checksums made true again after a mutation: without it no mutated structure
 * would ever be looked at.
 */
#ifndef ISOWEAVE_TESTS_FUZZ_RESEAL_H
#define ISOWEAVE_TESTS_FUZZ_RESEAL_H

#include "sparse.h"

/* Seals what looks like a descriptor of UDF, the validation entry of a boot
 * catalog, or a header of a GPT. Frames of the journal are sealed when they
 * are written. */
void reseal_all(struct sparse *sparse);
/* PIECE was put BY units further: so are its descriptors. */
void reseal_moved(struct sparse_piece *piece, uint32_t by);

#endif
