import RefoldJSON

/// Texts that must be refused, by their reason.
extension JSONConformanceTests {
    static let refused: [(JSONFault.Reason, [JSONCase])] = [
        (.byteOrderMark, JSONCase.table(
            #"""
            i_structure_UTF-8_BOM_empty_object ~EF~BB~BF{}
            n_structure_UTF8_BOM_no_data ~EF~BB~BF
            n_structure_incomplete_UTF8_BOM ~EF~BB{}
            """#)),
        (.controlCharacter, JSONCase.table(
            #"""
            n_string_unescaped_ctrl_char ["b~00b"]
            n_string_unescaped_newline ["old~0Aline"]
            n_string_unescaped_tab ["~09"]
            n_string_unescaped_last_control ["0123456789abc~1F"]
            n_array_spaces_vertical_tab_formfeed ["~0Bz"~0C]
            """#)),
        (.expectedColon, JSONCase.table(
            #"""
            n_object_comma_instead_of_colon {"y", null}
            n_object_missing_colon {"a" b}
            n_object_missing_semicolon {"a" "c"}
            n_object_with_single_string {"one" : "two", "b"}
            """#)),
        (.expectedCommaOrBrace, JSONCase.table(
            #"""
            n_object_garbage_at_end {"a":"b" 456}
            n_object_semicolon {"a":1;"b":2}
            n_object_closed_as_array {"a":1]
            """#)),
        (.expectedCommaOrBracket, JSONCase.table(
            #"""
            n_array_1_true_without_comma [2 true]
            n_array_colon_instead_of_comma ["": 2]
            n_array_inner_array_no_comma [4[5]]
            n_array_items_separated_by_semicolon [2;3]
            n_array_closed_as_object [1}
            n_number_-1.0. [-2.0.]
            n_number_0.1.2 [0.2.3]
            n_number_1_000 [2 000.0]
            n_number_expression [3+4]
            n_number_hex_1_digit [0x2]
            n_number_hex_2_digits [0x43]
            n_number_invalid-negative-real [-321.321bar]
            n_number_invalid-utf-8-in-bigger-int [321~E5]
            n_number_neg_with_garbage_at_end [-2x]
            n_number_with_alpha [2.3b-4]
            """#)),
        (.expectedKey, JSONCase.table(
            #"""
            n_object_bracket_key {[: "y"}
            n_object_emoji {~F0~9F~87~A9~F0~9F~87~AA}
            n_object_key_with_single_quotes {key: 'word'}
            n_object_missing_key {:"c"}
            n_object_non_string_key {2:2}
            n_object_non_string_key_but_huge_number_instead {8888E8888:1}
            n_object_repeated_null_null {null:null,null:null}
            n_object_several_trailing_commas {"no":0,,,}
            n_object_single_quote {'b':0}
            n_object_two_commas_in_a_row {"a":"c",,"e":"f"}
            n_object_unquoted_key {b: "c"}
            n_structure_open_object_close_array {]
            n_structure_open_object_comma {,
            n_structure_open_object_open_array {[
            n_structure_open_object_string_with_apostrophes {'b'
            """#)),
        (.expectedValue, JSONCase.table(
            #"""
            n_array_comma_and_number [,2]
            n_array_double_comma [2,,3]
            n_array_double_extra_comma ["y",,]
            n_array_invalid_utf8 [~FE]
            n_array_just_comma [,]
            n_array_missing_value [   , ""]
            n_array_star_inside [*]
            n_number_++ [++4321]
            n_number_+1 [+2]
            n_number_.-1 [.-2]
            n_number_.2e-3 [.3e-4]
            n_number_U+FF11_fullwidth_digit_one [~EF~BC~92]
            n_number_starting_with_dot [.321]
            n_object_double_colon {"y"::"c"}
            n_object_missing_value_but_closed {"a":}
            n_string_accentuated_char_no_quotes [~C3~A8]
            n_string_leading_uescaped_thinspace [\u0020"zxc"]
            n_string_no_quotes_with_bad_escape [\n]
            n_string_single_quote ['one quote']
            n_structure_U+2060_word_joined [~E2~81~A0]
            n_structure_angle_bracket_. <.>
            n_structure_angle_bracket_null [<null>]
            n_structure_end_array ]
            n_structure_lone-invalid-utf-8 ~E6
            n_structure_null-byte-outside-string [~00]
            n_structure_object_with_comment {"a":/*word*/"c"}
            n_structure_open_array_apostrophe ['
            n_structure_open_array_comma [,
            n_structure_open_open ["z",\{["\{["\{
            n_structure_single_eacute ~E9
            n_structure_single_star *
            n_structure_uescaped_LF_before_string [\u000A""]
            n_structure_unicode-identifier ~C3~A6
            n_structure_whitespace_formfeed [~0C]
            i_string_UTF-16LE_with_BOM ~FF~FE[~00"~00~E8~00"~00]~00
            i_string_utf16BE_no_BOM ~00[~00"~00~E8~00"~00]
            """#)),
        (.expectedValue, JSONCase.table("i_string_utf16LE_no_BOM [~00\"~00~E8~00\"~00]~00")),
        (.invalidEscape, JSONCase.table(
            #"""
            n_string_1_surrogate_then_escape_u ["\uD800\u"]
            n_string_1_surrogate_then_escape_u1 ["\uD800\u2"]
            n_string_1_surrogate_then_escape_u1x ["\uD800\u2x"]
            n_string_backslash_00 ["\~00"]
            n_string_escape_x ["\x11"]
            n_string_escaped_ctrl_char_tab ["\~09"]
            n_string_escaped_emoji ["\~F0~9F~8C~81"]
            n_string_incomplete_escaped_character ["\u00B"]
            n_string_incomplete_surrogate ["\uD834\uDc"]
            n_string_invalid-utf-8-in-escape ["\u~E6"]
            n_string_invalid_backslash_esc ["\c"]
            n_string_invalid_unicode_escape ["\uzzzz"]
            n_string_invalid_utf8_after_escape ["\~E6"]
            n_string_unicode_CapitalU "\UA66E"
            """#)),
        (.invalidLiteral, JSONCase.table(
            #"""
            n_array_a_invalid_utf8 [b~E6]
            n_array_incomplete_invalid_value [y
            n_incomplete_false [fals]
            n_incomplete_null [nul]
            n_incomplete_true [tru]
            n_number_Inf [Inf]
            n_number_NaN [NaN]
            n_number_infinity [Infinity]
            n_object_bad_value {"y": truth}
            n_string_single_string_no_double_quotes word
            n_structure_ascii-unicode-identifier a~CC~8A
            n_structure_capitalized_True [True]
            """#)),
        (.expectedValue, JSONCase.table("n_number_+Inf [+Inf]")),
        (.invalidNumber, JSONCase.table(
            #"""
            n_array_just_minus [-]
            n_number_-2. [-3.]
            n_number_-NaN [-NaN]
            n_number_0.3e+ [0.4e+]
            n_number_0.3e [0.4e]
            n_number_0.e1 [0.e2]
            n_number_0_capital_E+ [0E+]
            n_number_0_capital_E [0E]
            n_number_1.0e- [2.0e-]
            n_number_1eE2 [2eE3]
            n_number_2.e+3 [3.e+4]
            n_number_9.e+ [8.e+]
            n_number_invalid+- [0e+-2]
            n_number_invalid-utf-8-in-exponent [2e~E6]
            n_number_minus_infinity [-Infinity]
            n_number_minus_sign_with_trailing_garbage [-bar]
            n_number_minus_space_1 [- 2]
            n_number_neg_real_without_int_part [-.321]
            n_number_real_garbage_after_e [2eb]
            n_number_real_without_fractional_part [2.]
            """#)),
        (.expectedCommaOrBracket, JSONCase.table("n_number_with_alpha_char [1.5H-308]")),
        (.leadingZero, JSONCase.table(
            #"""
            n_number_-01 [-02]
            n_number_neg_int_starting_with_zero [-034]
            n_number_with_leading_zero [056]
            """#)),
        (.invalidUTF8, JSONCase.table(
            #"""
            i_string_UTF-8_invalid_sequence ["~E6~97~A5~D1~88~FA"]
            i_string_UTF8_surrogate_U+D800 ["~ED~A0~80"]
            i_string_invalid_utf-8 ["~FF"]
            i_string_iso_latin_1 ["~E8"]
            i_string_lone_utf8_continuation_byte ["~82"]
            i_string_not_in_unicode_range ["~F4~BF~BF~BF"]
            i_string_just_above_unicode_range ["~F4~90~80~80"]
            i_string_overlong_sequence_2_bytes ["~C0~AE"]
            i_string_overlong_sequence_3_bytes ["~E0~9F~BF"]
            i_string_overlong_sequence_4_bytes ["~F0~8F~BF~BF"]
            i_string_overlong_sequence_6_bytes ["~FC~83~BF~BF~BF~BF"]
            i_string_overlong_sequence_6_bytes_null ["~FC~80~80~80~80~80"]
            i_string_truncated-utf-8 ["~E0~FE"]
            i_string_third_byte_missing ["~E2~82"]
            i_string_fourth_byte_missing ["~F0~9F~98"]
            n_object_lone_continuation_byte_in_key_and_trailing_comma {"~BA":"0",}
            """#)),
        (.loneSurrogate, JSONCase.table(
            #"""
            i_object_key_lone_2nd_surrogate {"\uDFAB":0}
            i_string_1st_surrogate_but_2nd_missing ["\uDADB"]
            i_string_1st_valid_surrogate_2nd_invalid ["\uD888\u4321"]
            i_string_incomplete_surrogate_and_escape_valid ["\uD800\n"]
            i_string_incomplete_surrogates_escape_valid ["\uD800\uD800\n"]
            i_string_invalid_lonely_surrogate ["\ud801"]
            i_string_invalid_surrogate ["\ud800xyz"]
            i_string_inverted_surrogates_U+1D11E ["\uDd1e\uD834"]
            i_string_lone_second_surrogate ["\uDFAB"]
            n_string_1_surrogate_then_escape ["\uD800\"]
            n_string_incomplete_surrogate_escape_invalid ["\uD800\uD800\x"]
            """#)),
        (.nullCharacter, JSONCase.table(
            #"""
            y_string_null_escape ["\u0000"]
            y_object_escaped_null_in_key {"one\u0000two":42}
            """#)),
        (.trailingBytes, JSONCase.table(
            #"""
            n_array_comma_after_close [""],
            n_array_extra_close ["y"]]
            n_multidigit_number_then_00 321~00
            n_object_trailing_comment {"a":"c"}/**/
            n_object_trailing_comment_open {"a":"c"}/**//
            n_object_trailing_comment_slash_open {"a":"c"}//
            n_object_with_trailing_garbage {"a":"c"}#
            n_string_with_trailing_garbage ""y
            n_structure_array_trailing_garbage [2]y
            n_structure_close_unopened_array 2]
            n_structure_double_array [][]
            n_structure_number_with_trailing_garbage 3@
            n_structure_object_followed_by_closing_object {}}
            n_structure_object_with_trailing_garbage {"b": true} "y"
            n_structure_trailing_# {"a":"c"}#{}
            """#)),
        (.trailingComma, JSONCase.table(
            #"""
            n_array_extra_comma ["",]
            n_array_number_and_comma [2,]
            n_object_trailing_comma {"no":0,}
            """#)),
        (.expectedValue, JSONCase.table("n_array_number_and_several_commas [2,,]")),
        (.unexpectedEnd, JSONCase.table(
            #"""
            n_array_incomplete ["y"
            n_array_newlines_unclosed ["b",~0A5~0A,2,
            n_array_unclosed [""
            n_array_unclosed_trailing_comma [2,
            n_array_unclosed_with_object_inside [{}
            n_object_missing_value {"b":
            n_object_no-colon {"b"
            n_object_unterminated-value {"b":"b
            n_single_space  
            n_string_escaped_backslash_bad ["\\\"]
            n_string_incomplete_escape ["\"]
            n_string_single_doublequote "
            n_string_start_escape_unclosed ["\
            n_structure_array_with_unclosed_string ["zxc]
            n_structure_comma_instead_of_closing_brace {"y": true,
            n_structure_lone-open-bracket [
            n_structure_no_data
            n_structure_open_array_open_object [{
            n_structure_open_array_open_string ["b
            n_structure_open_object {
            n_structure_open_object_open_string {"b
            n_structure_unclosed_array_partial_null [ false, nul
            n_structure_unclosed_array_unfinished_true [ false, tru
            n_structure_unclosed_array_unfinished_false [ true, fals
            n_structure_unclosed_object {"zxc":"zxc"
            n_structure_cut_number -
            n_structure_cut_exponent 1e
            n_structure_cut_escape "\u00
            """#)),
    ]
}
