/* SPDX-License-Identifier: MIT
 *
 * mirror.h - what the three files of the mirror plugin share.
 *
 * Flow:      mirror.c is the module, protocol.c its protocol, providers.c its two providers.
 * Threading: as the ABI.
 * Ownership: objects are counted, so that a test sees one that was not closed.
 * Errors:    mirror_fail says "status 418, again in 1500 ms" with every failure.
 */
#ifndef AIPOOL_TESTS_GOOD_MIRROR_H
#define AIPOOL_TESTS_GOOD_MIRROR_H

#include "aipool/abi.h"

#define TEXT(literal) \
  { literal, sizeof(literal) - 1 }
#define ABSENT \
  { NULL, 0 }

extern const aip_protocol mirror_protocol;
extern const aip_provider mirror_api;
extern const aip_provider mirror_steps;

int mirror_is(aip_bytes text, const char* word);
aip_bytes mirror_text(const char* text);
aip_rc mirror_fail(const aip_env* env, aip_rc error_class, const char* message, const char* param);
void* mirror_open(void);
void mirror_close(void* object);

#endif
