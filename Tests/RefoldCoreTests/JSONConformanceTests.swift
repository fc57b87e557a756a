import RefoldCore
import Testing

@Suite("The published JSON conformance cases")
struct JSONConformanceTests {
    @Test("What must be accepted is accepted", arguments: accepted)
    func accepts(_ example: JSONCase) {
        #expect(verdict(example.bytes).fault == nil)
        // The same value as a member of a payload, behind and before others.
        let payload = Array(#"{"before": 1, "it":"#.utf8) + example.bytes + Array(#", "after": []}"#.utf8)
        #expect(verdict(payload) == .success(.object))
        #expect(keyCheckFault(Array("[".utf8) + example.bytes + Array("]".utf8)) == nil)
    }

    @Test("What must be refused is refused, for its reason", arguments: refused.flatMap { reason, cases in cases.map { (reason, $0) } })
    func refuses(_ reason: JSONFault.Reason, _ example: JSONCase) {
        let fault = verdict(example.bytes).fault
        #expect(fault?.reason == reason)
        #expect((0...example.bytes.count).contains(fault?.offset ?? -1))
        #expect(keyCheckFault(example.bytes) != nil)
    }

    @Test("No beginning of a text is a text", arguments: accepted)
    func refusesBeginnings(_ example: JSONCase) {
        guard let first = example.bytes.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "{") else { return }
        let end = (example.bytes.lastIndex { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "}") }) ?? 0
        for length in 0..<end {
            #expect(verdict(Array(example.bytes.prefix(length))).fault != nil, "\(length) bytes of \(end)")
        }
    }

    private static let accepted = JSONCase.table(
        #"""
        y_array_arraysWithSpaces [[]  ,[ ]]
        y_array_empty-string [""]
        y_array_empty []
        y_array_ending_with_newline ["z"]~0A
        y_array_false [false]
        y_array_heterogeneous [{}, null, 7, "7", [true]]
        y_array_null [null]
        y_array_with_1_and_newline [1~0A]
        y_array_with_leading_space  [1]
        y_array_with_several_null [null,4,null,null]
        y_array_with_trailing_space [2] 
        y_number [765e43]
        y_number_0e+1 [0e+1]
        y_number_0e1 [0e1]
        y_number_after_space [ 5]
        y_number_double_close_to_zero [-0.00000000000000000000000000000000000000000000000000000000000000000000000000000002]
        y_number_int_with_exp [30e1]
        y_number_minus_zero [-0]
        y_number_negative_int [-987]
        y_number_negative_one [-1]
        y_number_real_capital_e [2E22]
        y_number_real_capital_e_neg_exp [2E-2]
        y_number_real_capital_e_pos_exp [2E+2]
        y_number_real_fraction_exponent [654.321e98]
        y_number_real_neg_exp [2e-2]
        y_number_simple_int [321]
        y_number_simple_real [987.654321]
        y_object {"one":"x", "two":"y"}
        y_object_empty {}
        y_object_empty_key {"":0}
        y_object_extreme_numbers {"least": -1.0e+28, "most": 1.0e+28}
        y_object_long_strings {"list":[{"id": "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm"}], "id": "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm"}
        y_object_simple {"list":[]}
        y_object_string_unicode {"name":"\u0417\u0435\u043c\u043b\u044f"}
        y_object_with_newlines {~0A"c":~0D~0A"d"~0A}
        y_string_1_2_3_bytes_UTF-8_sequences ["\u0061\u012b\u12AC"]
        y_string_accepted_surrogate_pair ["\uD801\udc38"]
        y_string_accepted_surrogate_pairs ["\ud83d\ude3a\ud83d\udc8e"]
        y_string_allowed_escapes ["\"\\\/\b\f\n\r\t"]
        y_string_backslash_and_u_escaped_zero ["\\u0000"]
        y_string_backslash_doublequotes ["\""]
        y_string_comments ["x/*y*/z/*t//u"]
        y_string_double_escape_a ["\\a"]
        y_string_double_escape_n ["\\n"]
        y_string_escaped_control_character ["\u001F"]
        y_string_escaped_noncharacter ["\uFFFF"]
        y_string_in_array_with_leading_space [ "zxc"]
        y_string_last_surrogates_1_and_2 ["\uDBFF\uDFFF"]
        y_string_nbsp_uescaped ["old\u00A0line"]
        y_string_nonCharacterInUTF-8_U+10FFFF ["~F4~8F~BF~BF"]
        y_string_nonCharacterInUTF-8_U+FFFF ["~EF~BF~BF"]
        y_string_pi ["~CF~80"]
        y_string_reservedCharacterInUTF-8_U+1BFFF ["~F0~9B~BF~BF"]
        y_string_space " "
        y_string_surrogates_U+1D11E_MUSICAL_SYMBOL_G_CLEF ["\uD834\uDd1e"]
        y_string_two-byte-utf-8 ["\u0124"]
        y_string_three-byte-utf-8 ["\u0822"]
        y_string_u+2028_line_sep ["~E2~80~A8"]
        y_string_u+2029_par_sep ["~E2~80~A9"]
        y_string_unescaped_char_delete ["~7F"]
        y_string_unicodeEscapedBackslash ["\u005C"]
        y_string_unicode_U+10FFFE_nonchar ["\uDBFF\uDFFE"]
        y_string_unicode_U+FDD0_nonchar ["\uFDD0"]
        y_string_unicode_escaped_double_quote ["\u0022"]
        y_string_utf8 ["~C2~A2~E2~82~AC~F0~90~8D~88"]
        y_string_first_and_last_of_each_length ["~C2~80~DF~BF~E0~A0~80~ED~9F~BF~EE~80~80~F0~90~80~80"]
        y_string_with_del_character ["m~7Fm"]
        y_structure_lonely_false false
        y_structure_lonely_int 43
        y_structure_lonely_negative_real -0.2
        y_structure_lonely_null null
        y_structure_lonely_string "zxc"
        y_structure_lonely_true true
        y_structure_string_empty ""
        y_structure_trailing_newline ["b"]~0A
        y_structure_true_in_array [true]
        y_structure_whitespace_array  [] 
        i_number_double_huge_neg_exp [654.321e-987]
        i_number_huge_exp [0.5e00779999999999999999999999999999999999999999999999999999999999999999999999999]
        i_number_neg_int_huge_exp [-1e+9999]
        i_number_pos_double_huge_exp [2.5e+9999]
        i_number_real_pos_overflow [321e100000]
        i_number_real_underflow [321e-10000000]
        i_number_too_big_neg_int [-321321321321321321321321321321]
        i_number_too_big_pos_int [200000000000000000000]
        """#)

    private static let refused: [(JSONFault.Reason, [JSONCase])] = [
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
