/// The codes of ISO 4217 and the decimals of their minor units.
@usableFromInline
enum CurrencyTable {
    /// The entry of ``minorDigits`` for three letters that are not a currency.
    @usableFromInline static let unknown: UInt8 = 0xFF

    /// The decimals by code, one entry for each of the 26³ codes, `AAA` first.
    @usableFromInline static let minorDigits: [UInt8] = {
        var table = [UInt8](repeating: unknown, count: 26 * 26 * 26)
        for (code, digits) in codes {
            let place = code.utf8.reduce(0) { $0 * 26 + Int($1 - UInt8(ascii: "A")) }
            table[place] = digits
        }
        return table
    }()

    /// The decimals of every known code.
    static let codes: [String: UInt8] = {
        var codes: [String: UInt8] = [:]
        for (digits, text) in [(0, none), (2, two), (2, withdrawn), (3, three), (4, four)] as [(UInt8, String)] {
            for code in text.split(whereSeparator: \.isWhitespace) { codes[String(code)] = digits }
        }
        return codes
    }()

    /// `BYR` was withdrawn in 2016.
    private static let none = "BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
    private static let three = "BHD IQD JOD KWD LYD OMR TND"
    private static let four = "CLF UYW"

    private static let two = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
        CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP
        GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT
        LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN
        NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
        SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG
        YER ZAR ZMW ZWG
        """

    /// Withdrawn since 2010.
    private static let withdrawn = "ANG BGN CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL"
}
