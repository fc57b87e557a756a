import RefoldJSON
import Testing

@Suite("The published JSON conformance cases")
struct JSONConformanceTests {
    @Test("Valid texts are accepted", arguments: accepted)
    func accepts(_ example: JSONCase) {
        #expect(verdict(example.bytes).fault == nil)
        // The same value as a member of a payload, after and before others.
        let payload = Array(#"{"before": 1, "it":"#.utf8) + example.bytes + Array(#", "after": []}"#.utf8)
        #expect(verdict(payload) == .success(.object))
        #expect(keyCheckFault(Array("[".utf8) + example.bytes + Array("]".utf8)) == nil)
    }

    @Test("Invalid texts are refused, for the right reason", arguments: refused.flatMap { reason, cases in cases.map { (reason, $0) } })
    func refuses(_ reason: JSONFault.Reason, _ example: JSONCase) {
        let fault = verdict(example.bytes).fault
        #expect(fault?.reason == reason)
        #expect((0...example.bytes.count).contains(fault?.offset ?? -1))
        #expect(keyCheckFault(example.bytes) != nil)
    }

    @Test("No proper prefix of a text is accepted", arguments: accepted)
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
}
