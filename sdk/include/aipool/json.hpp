// SPDX-License-Identifier: MIT
//
// aipool/json.hpp brings all of the SDK's JSON: Document and Value to read it, Writer to write it.
//
// Flow:      parse a body, walk it or copy raw spans out of it, write another one.
// Threading: no state outside the objects; no two threads may change one object.
// Ownership: values are spans of the caller's text.
// Errors:    see document.hpp; only std::bad_alloc is ever thrown, by functions that append to a string.
#pragma once

#include "aipool/json/document.hpp"
#include "aipool/json/error.hpp"
#include "aipool/json/fields.hpp"
#include "aipool/json/limits.hpp"
#include "aipool/json/string.hpp"
#include "aipool/json/value.hpp"
#include "aipool/json/writer.hpp"
