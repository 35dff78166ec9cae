/* SPDX-License-Identifier: MIT
 *
 * abi.h - the whole contract between the aipool host and a plugin: C99, stable within a major version.
 *
 * Flow:      the host loads the library, calls its one symbol aipool_plugin_v1(), checks the module, asks it for roles
 *            (protocols, providers) and drives them with bytes and events. Plugins do no I/O: sockets, TLS, timers,
 *            retries, files and threads belong to the host.
 * Threading: each function carries one tag.
 *              [control]  one control thread of the host, never concurrent with itself;
 *              [any]      concurrently on one instance, which is read-only after create();
 *              [call]     serialised for one call object, which may move between threads.
 * Ownership: what is passed in is valid until the call returns, unless it lives in the call arena (valid until the call
 *            object is closed). Neither side frees the other's memory; scratch comes from the arenas of aip_env.
 * Errors:    0 is success, a negative value is an error class (AIP_E_*), a positive one a soft outcome. No exception, no
 *            longjmp and no signal leaves a function. A failure is explained with env->fail().
 * Units:     bytes, milliseconds, Unix milliseconds; token counts are whole tokens.
 *
 * Growth:    every growable struct opens with struct_size, as its maker saw it. Members are only appended; read one only if
 *            AIP_HAS says it is there. Arrays of growable structs carry a stride, and no struct holds a growable one by
 *            value. Value types (aip_bytes, aip_field, aip_fields, aip_extra, aip_extras, aip_splice, aip_option, aip_route,
 *            aip_member) never change. Members called pad, and flag bits without a name, are zero.
 * Enums:     enumerators are never renumbered. An unknown value that describes something (an event, a part, an operation)
 *            is carried on, never an error. What becomes of one that asks for something (a move, a framing, a verdict)
 *            stands beside it; whoever uses a newer one looks at the other side's abi_minor first.
 * Trust:     a plugin runs in the server's process and is trusted with all of it.
 */
#ifndef AIPOOL_ABI_H
#define AIPOOL_ABI_H

#include "aipool/abi/auth.h"
#include "aipool/abi/canonical.h"
#include "aipool/abi/event.h"
#include "aipool/abi/exchange.h"
#include "aipool/abi/host.h"
#include "aipool/abi/module.h"
#include "aipool/abi/protocol.h"
#include "aipool/abi/provider.h"
#include "aipool/abi/types.h"

#endif
