// SPDX-License-Identifier: MIT
//
// convert.hpp - what every conversion between a vendor's JSON and the canonical tree needs, whatever the protocol.
//
// Flow:      decoders read with Source and keep with ExtraList; encoders write with ObjectWriter; Place says where.
// Threading: each header says it.
// Ownership: each header says it.
// Errors:    each header says it.
#pragma once

#include "aipool/convert/answer_extras.hpp"
#include "aipool/convert/calls.hpp"
#include "aipool/convert/chat_dialect.hpp"
#include "aipool/convert/data_url.hpp"
#include "aipool/convert/effort.hpp"
#include "aipool/convert/envelope.hpp"
#include "aipool/convert/extras.hpp"
#include "aipool/convert/freeform.hpp"
#include "aipool/convert/made_id.hpp"
#include "aipool/convert/object_writer.hpp"
#include "aipool/convert/one_line.hpp"
#include "aipool/convert/owned_extras.hpp"
#include "aipool/convert/part_list.hpp"
#include "aipool/convert/place.hpp"
#include "aipool/convert/reply.hpp"
#include "aipool/convert/source.hpp"
#include "aipool/convert/step.hpp"
#include "aipool/convert/target.hpp"
#include "aipool/convert/upstream_error.hpp"
#include "aipool/convert/verdict.hpp"
