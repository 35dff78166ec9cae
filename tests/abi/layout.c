/* SPDX-License-Identifier: MIT
 *
 * State: frozen.
 *
 * Where every member of the ABI lies and of which type it is, for 64-bit machines, and what every name stands for;
 * compiled as C11 and as C++20. An assert that fails here is a change of the contract: see sdk/docs/abi_policy.md. Written
 * by make_layout.py.
 */
#include <aipool/abi.h>

#ifdef __cplusplus
#include <string_view>
#include <type_traits>
#define HOLDS(condition, text) static_assert(condition, text)
#define IS(type, member, ...) std::is_same_v<decltype(type::member), __VA_ARGS__>
#define SAYS(name, text) (std::string_view(name) == text)
#else
#define HOLDS(condition, text) _Static_assert(condition, text)
#define IS(type, member, ...) _Generic(((type *)0)->member, __VA_ARGS__ : 1, default : 0)
#define SAYS(name, text) (sizeof(name) == sizeof(text))
#endif
#define AT(type, member, offset, ...)                                  \
  HOLDS(offsetof(type, member) == offset, #type "." #member " moved"); \
  HOLDS(IS(type, member, __VA_ARGS__), #type "." #member " has another type")
#define SIZE(type, size) HOLDS(sizeof(type) == size, #type " has another size")
#define VALUE(name, number) HOLDS(name == number, #name " has another value")
#define TEXT(name, text) HOLDS(SAYS(name, text), #name " has another text")

AT(aip_auth_move, struct_size, 0, uint32_t);
AT(aip_auth_move, kind, 4, aip_enum);
AT(aip_auth_move, ask, 8, aip_enum);
AT(aip_auth_move, flags, 12, uint32_t);
AT(aip_auth_move, http, 16, const aip_http *);
AT(aip_auth_move, state, 24, aip_bytes);
AT(aip_auth_move, document, 40, aip_bytes);
AT(aip_auth_move, content, 56, aip_bytes);
AT(aip_auth_move, message, 72, aip_bytes);
AT(aip_auth_move, user_url, 88, aip_bytes);
AT(aip_auth_move, user_code, 104, aip_bytes);
AT(aip_auth_move, at_unix_ms, 120, int64_t);
AT(aip_auth_move, expires_unix_ms, 128, int64_t);
AT(aip_auth_move, credential, 136, aip_fields);
AT(aip_auth_move, error, 152, const aip_error *);
SIZE(aip_auth_move, 160);

AT(aip_auth, struct_size, 0, uint32_t);
AT(aip_auth, flags, 4, uint32_t);
AT(aip_auth, id, 8, aip_bytes);
AT(aip_auth, default_document, 24, aip_bytes);
AT(aip_auth, methods, 40, const aip_bytes *);
AT(aip_auth, method_count, 48, size_t);
AT(aip_auth, step, 56,
   aip_rc (*)(void *, const aip_env *, const aip_account *, aip_bytes, const aip_input *, aip_auth_move *));
SIZE(aip_auth, 64);

AT(aip_part, struct_size, 0, uint32_t);
AT(aip_part, kind, 4, aip_enum);
AT(aip_part, origin, 8, uint32_t);
AT(aip_part, flags, 12, uint32_t);
AT(aip_part, text, 16, aip_bytes);
AT(aip_part, media_type, 32, aip_bytes);
AT(aip_part, data, 48, aip_bytes);
AT(aip_part, uri, 64, aip_bytes);
AT(aip_part, file_id, 80, aip_bytes);
AT(aip_part, id, 96, aip_bytes);
AT(aip_part, name, 112, aip_bytes);
AT(aip_part, json, 128, aip_bytes);
AT(aip_part, signature, 144, aip_bytes);
AT(aip_part, detail, 160, aip_bytes);
AT(aip_part, children, 176, const struct aip_part *);
AT(aip_part, child_count, 184, size_t);
AT(aip_part, child_stride, 192, size_t);
AT(aip_part, extras, 200, aip_extras);
SIZE(aip_part, 216);

AT(aip_message, struct_size, 0, uint32_t);
AT(aip_message, role, 4, aip_enum);
AT(aip_message, origin, 8, uint32_t);
AT(aip_message, flags, 12, uint32_t);
AT(aip_message, id, 16, aip_bytes);
AT(aip_message, name, 32, aip_bytes);
AT(aip_message, parts, 48, const aip_part *);
AT(aip_message, part_count, 56, size_t);
AT(aip_message, part_stride, 64, size_t);
AT(aip_message, extras, 72, aip_extras);
SIZE(aip_message, 88);

AT(aip_tool, struct_size, 0, uint32_t);
AT(aip_tool, kind, 4, aip_enum);
AT(aip_tool, origin, 8, uint32_t);
AT(aip_tool, flags, 12, uint32_t);
AT(aip_tool, name, 16, aip_bytes);
AT(aip_tool, description, 32, aip_bytes);
AT(aip_tool, schema_json, 48, aip_bytes);
AT(aip_tool, json, 64, aip_bytes);
AT(aip_tool, extras, 80, aip_extras);
SIZE(aip_tool, 96);

AT(aip_tool_choice, struct_size, 0, uint32_t);
AT(aip_tool_choice, mode, 4, aip_enum);
AT(aip_tool_choice, origin, 8, uint32_t);
AT(aip_tool_choice, flags, 12, uint32_t);
AT(aip_tool_choice, names, 16, const aip_bytes *);
AT(aip_tool_choice, name_count, 24, size_t);
AT(aip_tool_choice, json, 32, aip_bytes);
SIZE(aip_tool_choice, 48);

AT(aip_format, struct_size, 0, uint32_t);
AT(aip_format, kind, 4, aip_enum);
AT(aip_format, origin, 8, uint32_t);
AT(aip_format, flags, 12, uint32_t);
AT(aip_format, name, 16, aip_bytes);
AT(aip_format, description, 32, aip_bytes);
AT(aip_format, schema_json, 48, aip_bytes);
AT(aip_format, json, 64, aip_bytes);
AT(aip_format, extras, 80, aip_extras);
SIZE(aip_format, 96);

AT(aip_reasoning, struct_size, 0, uint32_t);
AT(aip_reasoning, effort, 4, aip_enum);
AT(aip_reasoning, budget_tokens, 8, int64_t);
AT(aip_reasoning, display, 16, aip_bytes);
AT(aip_reasoning, origin, 32, uint32_t);
AT(aip_reasoning, pad, 36, uint32_t);
AT(aip_reasoning, extras, 40, aip_extras);
SIZE(aip_reasoning, 56);

AT(aip_embedding, struct_size, 0, uint32_t);
AT(aip_embedding, origin, 4, uint32_t);
AT(aip_embedding, inputs, 8, const aip_bytes *);
AT(aip_embedding, input_count, 16, size_t);
AT(aip_embedding, json, 24, aip_bytes);
AT(aip_embedding, encoding, 40, aip_bytes);
AT(aip_embedding, task, 56, aip_bytes);
AT(aip_embedding, title, 72, aip_bytes);
AT(aip_embedding, dimensions, 88, int64_t);
SIZE(aip_embedding, 96);

AT(aip_member, key, 0, aip_bytes);
AT(aip_member, offset, 16, size_t);
AT(aip_member, value, 24, size_t);
AT(aip_member, value_len, 32, size_t);
SIZE(aip_member, 40);

AT(aip_request, struct_size, 0, uint32_t);
AT(aip_request, operation, 4, aip_enum);
AT(aip_request, client_protocol, 8, uint32_t);
AT(aip_request, flags, 12, uint32_t);
AT(aip_request, method, 16, aip_bytes);
AT(aip_request, path, 32, aip_bytes);
AT(aip_request, query, 48, aip_bytes);
AT(aip_request, headers, 64, aip_fields);
AT(aip_request, params, 80, aip_fields);
AT(aip_request, source_body, 96, aip_bytes);
AT(aip_request, members, 112, const aip_member *);
AT(aip_request, member_count, 120, size_t);
AT(aip_request, client_model, 128, aip_bytes);
AT(aip_request, upstream_model, 144, aip_bytes);
AT(aip_request, previous_id, 160, aip_bytes);
AT(aip_request, item_id, 176, aip_bytes);
AT(aip_request, messages, 192, const aip_message *);
AT(aip_request, message_count, 200, size_t);
AT(aip_request, message_stride, 208, size_t);
AT(aip_request, tools, 216, const aip_tool *);
AT(aip_request, tool_count, 224, size_t);
AT(aip_request, tool_stride, 232, size_t);
AT(aip_request, tool_choice, 240, const aip_tool_choice *);
AT(aip_request, format, 248, const aip_format *);
AT(aip_request, reasoning, 256, const aip_reasoning *);
AT(aip_request, embedding, 264, const aip_embedding *);
AT(aip_request, stop, 272, const aip_bytes *);
AT(aip_request, stop_count, 280, size_t);
AT(aip_request, present, 288, uint64_t);
AT(aip_request, temperature, 296, double);
AT(aip_request, top_p, 304, double);
AT(aip_request, presence_penalty, 312, double);
AT(aip_request, frequency_penalty, 320, double);
AT(aip_request, top_k, 328, int64_t);
AT(aip_request, max_output, 336, int64_t);
AT(aip_request, seed, 344, int64_t);
AT(aip_request, choices, 352, int64_t);
AT(aip_request, top_logprobs, 360, int64_t);
AT(aip_request, user, 368, aip_bytes);
AT(aip_request, metadata_json, 384, aip_bytes);
AT(aip_request, service_tier, 400, aip_bytes);
AT(aip_request, cache_key, 416, aip_bytes);
AT(aip_request, verbosity, 432, aip_bytes);
AT(aip_request, extras, 448, aip_extras);
AT(aip_request, parsed, 464, const void *);
AT(aip_request, dialect, 472, aip_fields);
SIZE(aip_request, 488);

AT(aip_usage, struct_size, 0, uint32_t);
AT(aip_usage, flags, 4, uint32_t);
AT(aip_usage, present, 8, uint64_t);
AT(aip_usage, input, 16, uint64_t);
AT(aip_usage, output, 24, uint64_t);
AT(aip_usage, total, 32, uint64_t);
AT(aip_usage, cache_read, 40, uint64_t);
AT(aip_usage, cache_write, 48, uint64_t);
AT(aip_usage, reasoning, 56, uint64_t);
AT(aip_usage, audio_in, 64, uint64_t);
AT(aip_usage, audio_out, 72, uint64_t);
AT(aip_usage, origin, 80, uint32_t);
AT(aip_usage, pad, 84, uint32_t);
AT(aip_usage, json, 88, aip_bytes);
SIZE(aip_usage, 104);

AT(aip_event, struct_size, 0, uint32_t);
AT(aip_event, kind, 4, aip_enum);
AT(aip_event, origin, 8, uint32_t);
AT(aip_event, flags, 12, uint32_t);
AT(aip_event, choice, 16, uint32_t);
AT(aip_event, part, 20, uint32_t);
AT(aip_event, part_kind, 24, aip_enum);
AT(aip_event, finish, 28, aip_enum);
AT(aip_event, created, 32, int64_t);
AT(aip_event, id, 40, aip_bytes);
AT(aip_event, name, 56, aip_bytes);
AT(aip_event, text, 72, aip_bytes);
AT(aip_event, json, 88, aip_bytes);
AT(aip_event, media_type, 104, aip_bytes);
AT(aip_event, usage, 120, const aip_usage *);
AT(aip_event, error, 128, const aip_error *);
AT(aip_event, extras, 136, aip_extras);
SIZE(aip_event, 152);

AT(aip_frame, struct_size, 0, uint32_t);
AT(aip_frame, framing, 4, aip_enum);
AT(aip_frame, raw, 8, aip_bytes);
AT(aip_frame, data, 24, aip_bytes);
AT(aip_frame, name, 40, aip_bytes);
SIZE(aip_frame, 56);

AT(aip_splice, offset, 0, size_t);
AT(aip_splice, erase, 8, size_t);
AT(aip_splice, insert, 16, aip_bytes);
SIZE(aip_splice, 32);

AT(aip_reply, struct_size, 0, uint32_t);
AT(aip_reply, status, 4, int32_t);
AT(aip_reply, headers, 8, aip_fields);
AT(aip_reply, body, 24, aip_bytes);
SIZE(aip_reply, 40);

AT(aip_http, struct_size, 0, uint32_t);
AT(aip_http, exchange_id, 4, uint32_t);
AT(aip_http, method, 8, aip_bytes);
AT(aip_http, target, 24, aip_bytes);
AT(aip_http, headers, 40, aip_fields);
AT(aip_http, body, 56, aip_bytes);
AT(aip_http, timeout_ms, 72, uint32_t);
AT(aip_http, flags, 76, uint32_t);
SIZE(aip_http, 80);

AT(aip_out, struct_size, 0, uint32_t);
AT(aip_out, pad, 4, uint32_t);
AT(aip_out, ctx, 8, void *);
AT(aip_out, bytes, 16, aip_rc (*)(void *, aip_bytes));
AT(aip_out, splice, 24, aip_rc (*)(void *, const aip_splice *));
AT(aip_out, event, 32, aip_rc (*)(void *, const aip_event *));
AT(aip_out, http, 40, aip_rc (*)(void *, const aip_http *));
AT(aip_out, timer, 48, aip_rc (*)(void *, uint32_t, uint32_t));
SIZE(aip_out, 56);

AT(aip_input, struct_size, 0, uint32_t);
AT(aip_input, kind, 4, aip_enum);
AT(aip_input, exchange_id, 8, uint32_t);
AT(aip_input, timer_id, 12, uint32_t);
AT(aip_input, status, 16, int32_t);
AT(aip_input, pad, 20, uint32_t);
AT(aip_input, headers, 24, aip_fields);
AT(aip_input, data, 40, aip_bytes);
AT(aip_input, error, 56, const aip_error *);
SIZE(aip_input, 64);

AT(aip_host, struct_size, 0, uint32_t);
AT(aip_host, abi_major, 4, uint32_t);
AT(aip_host, abi_minor, 8, uint32_t);
AT(aip_host, mode, 12, aip_enum);
AT(aip_host, ctx, 16, void *);
AT(aip_host, name, 24, aip_bytes);
AT(aip_host, version, 40, aip_bytes);
AT(aip_host, log_enabled, 56, int (*)(void *, aip_enum));
AT(aip_host, log, 64, void (*)(void *, aip_enum, aip_bytes, const aip_fields *));
AT(aip_host, mono_ns, 72, uint64_t (*)(void *));
AT(aip_host, unix_ms, 80, int64_t (*)(void *));
AT(aip_host, random, 88, void (*)(void *, void *, size_t));
AT(aip_host, uuid, 96, void (*)(void *, uint32_t, char *));
AT(aip_host, intern, 104, uint32_t (*)(void *, aip_bytes));
AT(aip_host, metric_id, 112, uint32_t (*)(void *, aip_enum, aip_bytes, aip_bytes));
AT(aip_host, metric_add, 120, void (*)(void *, uint32_t, double, const aip_bytes *, size_t));
AT(aip_host, cancelled, 128, int (*)(void *, const void *));
AT(aip_host, service, 136, const void *(*)(void *, aip_bytes));
SIZE(aip_host, 144);

AT(aip_hash_service, struct_size, 0, uint32_t);
AT(aip_hash_service, pad, 4, uint32_t);
AT(aip_hash_service, sha256, 8, void (*)(aip_bytes, uint8_t *));
AT(aip_hash_service, hmac_sha256, 16, void (*)(aip_bytes, aip_bytes, uint8_t *));
AT(aip_hash_service, crc32, 24, uint32_t (*)(uint32_t, aip_bytes));
SIZE(aip_hash_service, 32);

AT(aip_base64_service, struct_size, 0, uint32_t);
AT(aip_base64_service, pad, 4, uint32_t);
AT(aip_base64_service, encode, 8, aip_rc (*)(const aip_arena *, aip_bytes, aip_bytes *));
AT(aip_base64_service, decode, 16, aip_rc (*)(const aip_arena *, aip_bytes, aip_bytes *));
SIZE(aip_base64_service, 24);

AT(aip_env, struct_size, 0, uint32_t);
AT(aip_env, generation, 4, uint32_t);
AT(aip_env, ctx, 8, void *);
AT(aip_env, step, 16, const aip_arena *);
AT(aip_env, call, 24, const aip_arena *);
AT(aip_env, token, 32, const void *);
AT(aip_env, call_id, 40, aip_bytes);
AT(aip_env, now_unix_ms, 56, int64_t);
AT(aip_env, fail, 64, aip_rc (*)(const struct aip_env *, const aip_error *));
AT(aip_env, loss, 72, void (*)(const struct aip_env *, aip_bytes, aip_bytes));
SIZE(aip_env, 80);

AT(aip_module, struct_size, 0, uint32_t);
AT(aip_module, magic, 4, uint32_t);
AT(aip_module, abi_major, 8, uint32_t);
AT(aip_module, abi_minor, 12, uint32_t);
AT(aip_module, name, 16, aip_bytes);
AT(aip_module, version, 32, aip_bytes);
AT(aip_module, vendor, 48, aip_bytes);
AT(aip_module, license, 64, aip_bytes);
AT(aip_module, manifest_json, 80, aip_bytes);
AT(aip_module, options, 96, const aip_option *);
AT(aip_module, option_count, 104, size_t);
AT(aip_module, create, 112, aip_rc (*)(const aip_host *, aip_fields, void **));
AT(aip_module, destroy, 120, void (*)(void *));
AT(aip_module, role, 128, const void *(*)(void *, aip_bytes, size_t));
AT(aip_module, live, 136, uint64_t (*)(void));
SIZE(aip_module, 144);

AT(aip_route, method, 0, aip_bytes);
AT(aip_route, path, 16, aip_bytes);
AT(aip_route, header, 32, aip_bytes);
AT(aip_route, query, 48, aip_bytes);
AT(aip_route, operation, 64, aip_enum);
AT(aip_route, rank, 68, uint32_t);
AT(aip_route, flags, 72, uint32_t);
AT(aip_route, pad, 76, uint32_t);
SIZE(aip_route, 80);

AT(aip_answer, struct_size, 0, uint32_t);
AT(aip_answer, status, 4, int32_t);
AT(aip_answer, content_type, 8, aip_bytes);
AT(aip_answer, headers, 24, aip_fields);
SIZE(aip_answer, 40);

AT(aip_client_half, struct_size, 0, uint32_t);
AT(aip_client_half, flags, 4, uint32_t);
AT(aip_client_half, routes, 8, const aip_route *);
AT(aip_client_half, route_count, 16, size_t);
AT(aip_client_half, inspect, 24, aip_rc (*)(void *, const aip_env *, aip_request *));
AT(aip_client_half, decode_request, 32, aip_rc (*)(void *, const aip_env *, aip_request *));
AT(aip_client_half, encode_open, 40,
   aip_rc (*)(void *, const aip_env *, const aip_request *, aip_answer *, void **));
AT(aip_client_half, encode_event, 48, aip_rc (*)(void *, const aip_env *, const aip_event *, const aip_out *));
AT(aip_client_half, encode_tick, 56, aip_rc (*)(void *, const aip_env *, const aip_out *));
AT(aip_client_half, encode_close, 64, void (*)(void *));
AT(aip_client_half, encode_error, 72,
   aip_rc (*)(void *, const aip_env *, const aip_error *, uint32_t, aip_answer *, const aip_out *));
SIZE(aip_client_half, 80);

AT(aip_upstream_half, struct_size, 0, uint32_t);
AT(aip_upstream_half, flags, 4, uint32_t);
AT(aip_upstream_half, encode_request, 8,
   aip_rc (*)(void *, const aip_env *, const aip_request *, const aip_out *));
AT(aip_upstream_half, decode_open, 16,
   aip_rc (*)(void *, const aip_env *, const aip_request *, const aip_reply *, aip_enum *, void **));
AT(aip_upstream_half, decode_frame, 24, aip_rc (*)(void *, const aip_env *, const aip_frame *, const aip_out *));
AT(aip_upstream_half, decode_end, 32, aip_rc (*)(void *, const aip_env *, const aip_out *));
AT(aip_upstream_half, decode_close, 40, void (*)(void *));
AT(aip_upstream_half, decode_error, 48, aip_rc (*)(void *, const aip_env *, const aip_reply *, aip_error *));
SIZE(aip_upstream_half, 56);

AT(aip_protocol, struct_size, 0, uint32_t);
AT(aip_protocol, flags, 4, uint32_t);
AT(aip_protocol, id, 8, aip_bytes);
AT(aip_protocol, client, 24, const aip_client_half *);
AT(aip_protocol, upstream, 32, const aip_upstream_half *);
SIZE(aip_protocol, 40);

AT(aip_account, struct_size, 0, uint32_t);
AT(aip_account, flags, 4, uint32_t);
AT(aip_account, uuid, 8, aip_bytes);
AT(aip_account, name, 24, aip_bytes);
AT(aip_account, base_url, 40, aip_bytes);
AT(aip_account, protocol, 56, aip_bytes);
AT(aip_account, options, 72, aip_fields);
AT(aip_account, credential, 88, aip_fields);
AT(aip_account, auth_base_url, 104, aip_bytes);
SIZE(aip_account, 120);

AT(aip_prepared, struct_size, 0, uint32_t);
AT(aip_prepared, flags, 4, uint32_t);
AT(aip_prepared, method, 8, aip_bytes);
AT(aip_prepared, path, 24, aip_bytes);
AT(aip_prepared, query, 40, aip_bytes);
AT(aip_prepared, headers, 56, aip_fields);
AT(aip_prepared, splices, 72, const aip_splice *);
AT(aip_prepared, splice_count, 80, size_t);
AT(aip_prepared, prefix, 88, aip_bytes);
AT(aip_prepared, suffix, 104, aip_bytes);
AT(aip_prepared, dialect, 120, aip_fields);
SIZE(aip_prepared, 136);

AT(aip_failure, struct_size, 0, uint32_t);
AT(aip_failure, flags, 4, uint32_t);
AT(aip_failure, operation, 8, aip_enum);
AT(aip_failure, status, 12, int32_t);
AT(aip_failure, headers, 16, aip_fields);
AT(aip_failure, body, 32, aip_bytes);
AT(aip_failure, error, 48, const aip_error *);
SIZE(aip_failure, 56);

AT(aip_verdict, struct_size, 0, uint32_t);
AT(aip_verdict, flags, 4, uint32_t);
AT(aip_verdict, fault, 8, aip_enum);
AT(aip_verdict, retryable, 12, aip_enum);
AT(aip_verdict, scope, 16, aip_enum);
AT(aip_verdict, pad, 20, uint32_t);
AT(aip_verdict, retry_after_ms, 24, int64_t);
SIZE(aip_verdict, 32);

AT(aip_steps, struct_size, 0, uint32_t);
AT(aip_steps, flags, 4, uint32_t);
AT(aip_steps, open, 8, aip_rc (*)(void *, const aip_env *, const aip_account *, const aip_request *, void **));
AT(aip_steps, step, 16, aip_rc (*)(void *, const aip_env *, const aip_input *, const aip_out *));
AT(aip_steps, close, 24, void (*)(void *));
SIZE(aip_steps, 32);

AT(aip_provider, struct_size, 0, uint32_t);
AT(aip_provider, flags, 4, uint32_t);
AT(aip_provider, id, 8, aip_bytes);
AT(aip_provider, protocols, 24, const aip_bytes *);
AT(aip_provider, protocol_count, 32, size_t);
AT(aip_provider, account_options, 40, const aip_option *);
AT(aip_provider, account_option_count, 48, size_t);
AT(aip_provider, default_base_url, 56, aip_bytes);
AT(aip_provider, auth, 72, aip_bytes);
AT(aip_provider, check_account, 88, aip_rc (*)(void *, const aip_env *, const aip_account *));
AT(aip_provider, protocol_of, 96, aip_rc (*)(void *, const aip_env *, const aip_account *, aip_bytes *));
AT(aip_provider, support, 104, aip_enum (*)(void *, const aip_account *, aip_enum));
AT(aip_provider, prepare, 112,
   aip_rc (*)(void *, const aip_env *, const aip_account *, const aip_request *, aip_prepared *));
AT(aip_provider, unwrap, 120, aip_rc (*)(void *, const aip_env *, aip_bytes, aip_bytes *));
AT(aip_provider, judge, 128, aip_rc (*)(void *, const aip_env *, const aip_failure *, aip_verdict *));
AT(aip_provider, decode_own, 136,
   aip_rc (*)(void *, const aip_env *, const aip_account *, const aip_request *, const aip_reply *, const aip_out *));
AT(aip_provider, steps, 144, const aip_steps *);
SIZE(aip_provider, 152);

AT(aip_bytes, data, 0, const char *);
AT(aip_bytes, len, 8, size_t);
SIZE(aip_bytes, 16);

AT(aip_field, name, 0, aip_bytes);
AT(aip_field, value, 16, aip_bytes);
AT(aip_field, flags, 32, uint32_t);
AT(aip_field, pad, 36, uint32_t);
SIZE(aip_field, 40);

AT(aip_fields, items, 0, const aip_field *);
AT(aip_fields, count, 8, size_t);
SIZE(aip_fields, 16);

AT(aip_extra, origin, 0, uint32_t);
AT(aip_extra, ordinal, 4, uint32_t);
AT(aip_extra, key, 8, aip_bytes);
AT(aip_extra, raw, 24, aip_bytes);
SIZE(aip_extra, 40);

AT(aip_extras, items, 0, const aip_extra *);
AT(aip_extras, count, 8, size_t);
SIZE(aip_extras, 16);

AT(aip_error, struct_size, 0, uint32_t);
AT(aip_error, error_class, 4, int32_t);
AT(aip_error, http_status, 8, int32_t);
AT(aip_error, origin, 12, uint32_t);
AT(aip_error, retry_after_ms, 16, int64_t);
AT(aip_error, message, 24, aip_bytes);
AT(aip_error, type, 40, aip_bytes);
AT(aip_error, code, 56, aip_bytes);
AT(aip_error, param, 72, aip_bytes);
SIZE(aip_error, 88);

AT(aip_arena, struct_size, 0, uint32_t);
AT(aip_arena, pad, 4, uint32_t);
AT(aip_arena, ctx, 8, void *);
AT(aip_arena, alloc, 16, void *(*)(void *, size_t, size_t));
SIZE(aip_arena, 24);

AT(aip_option, name, 0, aip_bytes);
AT(aip_option, type, 16, aip_enum);
AT(aip_option, flags, 20, uint32_t);
AT(aip_option, default_text, 24, aip_bytes);
AT(aip_option, help, 40, aip_bytes);
SIZE(aip_option, 56);

TEXT(AIP_ROLE_ID_AUTH, "aipool.auth/1");
VALUE(AIP_AUTH_READY, 1u);
VALUE(AIP_AUTH_SEND, 2u);
VALUE(AIP_AUTH_WAIT, 3u);
VALUE(AIP_AUTH_ASK_USER, 4u);
VALUE(AIP_AUTH_READ, 5u);
VALUE(AIP_AUTH_WRITE, 6u);
VALUE(AIP_AUTH_FAILED, 7u);
VALUE(AIP_AUTH_LOCK, 8u);
VALUE(AIP_ASK_NOTHING, 0u);
VALUE(AIP_ASK_CALLBACK, 1u);
VALUE(AIP_ASK_TEXT, 2u);
VALUE(AIP_INPUT_REFRESH, 8u);
VALUE(AIP_INPUT_LOGIN, 9u);
VALUE(AIP_INPUT_DOCUMENT, 10u);
VALUE(AIP_INPUT_WRITTEN, 11u);
VALUE(AIP_INPUT_LOCKED, 12u);
VALUE(AIP_INPUT_USER, 13u);
VALUE(AIP_INPUT_REPLY, 14u);

VALUE(AIP_OP_GENERATE, 1u);
VALUE(AIP_OP_COUNT_TOKENS, 2u);
VALUE(AIP_OP_EMBED, 3u);
VALUE(AIP_OP_LIST_MODELS, 4u);
VALUE(AIP_OP_GET_MODEL, 5u);
VALUE(AIP_OP_GET_RESPONSE, 6u);
VALUE(AIP_OP_DELETE_RESPONSE, 7u);
VALUE(AIP_OP_LIST_INPUT_ITEMS, 8u);
VALUE(AIP_OP_CANCEL_RESPONSE, 9u);
VALUE(AIP_OP_COMPACT, 10u);
VALUE(AIP_OP_SHOW_MODEL, 11u);
VALUE(AIP_OP_LIST_RUNNING, 12u);
VALUE(AIP_OP_VERSION, 13u);
VALUE(AIP_OP_PING, 14u);
VALUE(AIP_OP_PROBE, 15u);
VALUE(AIP_ROLE_SYSTEM, 1u);
VALUE(AIP_ROLE_DEVELOPER, 2u);
VALUE(AIP_ROLE_USER, 3u);
VALUE(AIP_ROLE_ASSISTANT, 4u);
VALUE(AIP_ROLE_TOOL, 5u);
VALUE(AIP_ROLE_OPAQUE, 6u);
VALUE(AIP_PART_TEXT, 1u);
VALUE(AIP_PART_REASONING, 2u);
VALUE(AIP_PART_REFUSAL, 3u);
VALUE(AIP_PART_IMAGE, 4u);
VALUE(AIP_PART_AUDIO, 5u);
VALUE(AIP_PART_VIDEO, 6u);
VALUE(AIP_PART_DOCUMENT, 7u);
VALUE(AIP_PART_TOOL_CALL, 8u);
VALUE(AIP_PART_TOOL_RESULT, 9u);
VALUE(AIP_PART_CITATION, 10u);
VALUE(AIP_PART_OPAQUE, 11u);
VALUE(AIP_PART_FLAG_ERROR, 1u);
VALUE(AIP_PART_FLAG_CUSTOM, 2u);
VALUE(AIP_PART_FLAG_REDACTED, 4u);
VALUE(AIP_PART_FLAG_SUMMARY, 8u);
VALUE(AIP_PART_FLAG_HOSTED, 16u);
VALUE(AIP_PART_FLAG_LEGACY, 32u);
VALUE(AIP_MESSAGE_FLAG_PLAIN, 1u);
VALUE(AIP_MESSAGE_FLAG_INSTRUCTIONS, 2u);
VALUE(AIP_TOOL_FUNCTION, 1u);
VALUE(AIP_TOOL_CUSTOM, 2u);
VALUE(AIP_TOOL_HOSTED, 3u);
VALUE(AIP_TOOL_FLAG_STRICT_SET, 1u);
VALUE(AIP_TOOL_FLAG_STRICT, 2u);
VALUE(AIP_CHOICE_AUTO, 1u);
VALUE(AIP_CHOICE_NONE, 2u);
VALUE(AIP_CHOICE_REQUIRED, 3u);
VALUE(AIP_CHOICE_NAMED, 4u);
VALUE(AIP_CHOICE_SUBSET, 5u);
VALUE(AIP_CHOICE_OPAQUE, 6u);
VALUE(AIP_CHOICE_FLAG_REQUIRED, 1u);
VALUE(AIP_CHOICE_FLAG_CUSTOM, 2u);
VALUE(AIP_FORMAT_TEXT, 1u);
VALUE(AIP_FORMAT_JSON, 2u);
VALUE(AIP_FORMAT_SCHEMA, 3u);
VALUE(AIP_FORMAT_OPAQUE, 4u);
VALUE(AIP_EFFORT_NONE, 1u);
VALUE(AIP_EFFORT_MINIMAL, 2u);
VALUE(AIP_EFFORT_LOW, 3u);
VALUE(AIP_EFFORT_MEDIUM, 4u);
VALUE(AIP_EFFORT_HIGH, 5u);
VALUE(AIP_EFFORT_XHIGH, 6u);
VALUE(AIP_EFFORT_MAX, 7u);
VALUE(AIP_EFFORT_ADAPTIVE, 8u);
VALUE(AIP_HAS_TEMPERATURE, (1ull << 0));
VALUE(AIP_HAS_TOP_P, (1ull << 1));
VALUE(AIP_HAS_TOP_K, (1ull << 2));
VALUE(AIP_HAS_PRESENCE_PENALTY, (1ull << 3));
VALUE(AIP_HAS_FREQUENCY_PENALTY, (1ull << 4));
VALUE(AIP_HAS_MAX_OUTPUT, (1ull << 5));
VALUE(AIP_HAS_SEED, (1ull << 6));
VALUE(AIP_HAS_CHOICES, (1ull << 7));
VALUE(AIP_HAS_TOP_LOGPROBS, (1ull << 8));
VALUE(AIP_HAS_LOGPROBS, (1ull << 9));
VALUE(AIP_HAS_PARALLEL_TOOLS, (1ull << 10));
VALUE(AIP_HAS_STORE, (1ull << 11));
VALUE(AIP_HAS_STREAM, (1ull << 12));
VALUE(AIP_HAS_USAGE, (1ull << 13));
VALUE(AIP_REQUEST_STREAM, 1u);
VALUE(AIP_REQUEST_USAGE, 2u);
VALUE(AIP_REQUEST_PARALLEL_TOOLS, 4u);
VALUE(AIP_REQUEST_LOGPROBS, 8u);
VALUE(AIP_REQUEST_STORE, 16u);
VALUE(AIP_REQUEST_DECODED, 32u);
VALUE(AIP_REQUEST_PASS, 64u);
VALUE(AIP_REQUEST_UNSIGNED, 128u);
VALUE(AIP_REQUEST_REFERS, 256u);

VALUE(AIP_EVENT_START, 1u);
VALUE(AIP_EVENT_PART_START, 2u);
VALUE(AIP_EVENT_PART_DELTA, 3u);
VALUE(AIP_EVENT_PART_SIGN, 4u);
VALUE(AIP_EVENT_PART_END, 5u);
VALUE(AIP_EVENT_ANNOTATION, 6u);
VALUE(AIP_EVENT_LOGPROBS, 7u);
VALUE(AIP_EVENT_FINISH, 8u);
VALUE(AIP_EVENT_USAGE, 9u);
VALUE(AIP_EVENT_EXTRA, 10u);
VALUE(AIP_EVENT_ERROR, 11u);
VALUE(AIP_EVENT_END, 12u);
VALUE(AIP_EVENT_PING, 13u);
VALUE(AIP_EVENT_EMBEDDING, 14u);
VALUE(AIP_EVENT_MODEL, 15u);
VALUE(AIP_EVENT_COUNT, 16u);
VALUE(AIP_EVENT_OPAQUE, 17u);
VALUE(AIP_FINISH_STOP, 1u);
VALUE(AIP_FINISH_LENGTH, 2u);
VALUE(AIP_FINISH_TOOL, 3u);
VALUE(AIP_FINISH_FILTER, 4u);
VALUE(AIP_FINISH_SEQUENCE, 5u);
VALUE(AIP_FINISH_PAUSE, 6u);
VALUE(AIP_FINISH_ERROR, 7u);
VALUE(AIP_FINISH_OTHER, 8u);
VALUE(AIP_NO_CHOICE, 0xffffffffu);
VALUE(AIP_USAGE_ESTIMATED, 1u);
VALUE(AIP_COUNT_INPUT, 1u);
VALUE(AIP_COUNT_OUTPUT, 2u);
VALUE(AIP_COUNT_TOTAL, 4u);
VALUE(AIP_COUNT_CACHE_READ, 8u);
VALUE(AIP_COUNT_CACHE_WRITE, 16u);
VALUE(AIP_COUNT_REASONING, 32u);
VALUE(AIP_COUNT_AUDIO_IN, 64u);
VALUE(AIP_COUNT_AUDIO_OUT, 128u);

VALUE(AIP_FRAMING_RAW, 1u);
VALUE(AIP_FRAMING_WHOLE, 2u);
VALUE(AIP_FRAMING_SSE, 3u);
VALUE(AIP_FRAMING_NDJSON, 4u);
VALUE(AIP_FRAMING_JSON_ARRAY, 5u);
VALUE(AIP_INPUT_START, 1u);
VALUE(AIP_INPUT_HEAD, 2u);
VALUE(AIP_INPUT_DATA, 3u);
VALUE(AIP_INPUT_END, 4u);
VALUE(AIP_INPUT_FAIL, 5u);
VALUE(AIP_INPUT_TIMER, 6u);
VALUE(AIP_INPUT_CANCEL, 7u);

VALUE(AIP_LOG_ERROR, 1u);
VALUE(AIP_LOG_WARN, 2u);
VALUE(AIP_LOG_INFO, 3u);
VALUE(AIP_LOG_DEBUG, 4u);
VALUE(AIP_MODE_SERVE, 0u);
VALUE(AIP_MODE_PROBE, 1u);
VALUE(AIP_METRIC_COUNTER, 1u);
VALUE(AIP_METRIC_GAUGE, 2u);
TEXT(AIP_SERVICE_HASH, "aipool.hash/1");
TEXT(AIP_SERVICE_BASE64, "aipool.base64/1");

TEXT(AIP_MANIFEST_SECTION, ".aipool.manifest");

TEXT(AIP_ROLE_ID_PROTOCOL, "aipool.protocol/1");
VALUE(AIP_ERROR_IN_STREAM, 1u);

TEXT(AIP_ROLE_ID_PROVIDER, "aipool.provider/1");
VALUE(AIP_PREPARED_NO_PASS, 1u);
VALUE(AIP_SUPPORT_NONE, 0u);
VALUE(AIP_SUPPORT_PROTOCOL, 1u);
VALUE(AIP_SUPPORT_OWN, 2u);
VALUE(AIP_FAULT_CLIENT, 1u);
VALUE(AIP_FAULT_CREDENTIAL, 2u);
VALUE(AIP_FAULT_MODEL, 3u);
VALUE(AIP_FAULT_UPSTREAM, 4u);
VALUE(AIP_FAULT_LOCAL, 5u);
VALUE(AIP_YES, 1u);
VALUE(AIP_NO, 2u);
VALUE(AIP_SCOPE_NONE, 1u);
VALUE(AIP_SCOPE_MODEL, 2u);
VALUE(AIP_SCOPE_ACCOUNT, 3u);
VALUE(AIP_SCOPE_PROVIDER, 4u);
VALUE(AIP_VERDICT_REFRESH, 1u);
VALUE(AIP_VERDICT_PERMANENT, 2u);

VALUE(AIP_ABI_MAJOR, 1u);
VALUE(AIP_MAGIC, 0x31504941u);
VALUE(AIP_FIELD_SECRET, 1u);
VALUE(AIP_OK, 0);
VALUE(AIP_E_INVALID_REQUEST, (-1));
VALUE(AIP_E_AUTH, (-2));
VALUE(AIP_E_PERMISSION, (-3));
VALUE(AIP_E_NOT_FOUND, (-4));
VALUE(AIP_E_RATE_LIMITED, (-5));
VALUE(AIP_E_QUOTA, (-6));
VALUE(AIP_E_OVERLOADED, (-7));
VALUE(AIP_E_TIMEOUT, (-8));
VALUE(AIP_E_UPSTREAM_PROTOCOL, (-9));
VALUE(AIP_E_CONTENT_FILTER, (-10));
VALUE(AIP_E_CONTEXT_LENGTH, (-11));
VALUE(AIP_E_CANCELLED, (-12));
VALUE(AIP_E_NOMEM, (-13));
VALUE(AIP_E_PANIC, (-14));
VALUE(AIP_E_UNSUPPORTED, (-15));
VALUE(AIP_E_TOO_LARGE, (-16));
VALUE(AIP_E_INTERNAL, (-17));
VALUE(AIP_STOP, 1);
VALUE(AIP_DECLINED, 2);
VALUE(AIP_OPTION_STRING, 1u);
VALUE(AIP_OPTION_INTEGER, 2u);
VALUE(AIP_OPTION_NUMBER, 3u);
VALUE(AIP_OPTION_BOOLEAN, 4u);
VALUE(AIP_OPTION_DURATION, 5u);
VALUE(AIP_OPTION_SIZE, 6u);
VALUE(AIP_OPTION_STRINGS, 7u);
VALUE(AIP_OPTION_MAP, 8u);
VALUE(AIP_OPTION_FLAG_SECRET, 1u);
VALUE(AIP_OPTION_FLAG_REQUIRED, 2u);
VALUE(AIP_OPTION_FLAG_RELOAD, 4u);
