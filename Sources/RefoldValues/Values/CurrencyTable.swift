/// The codes of ISO 4217, active and withdrawn, and the decimals of their minor units.
@usableFromInline
enum CurrencyTable {
    /// The entry of ``minorDigits`` for three letters that are not a currency.
    @usableFromInline static let unknown: UInt8 = 0xFF
    /// The entry for a code of ISO 4217 without a minor unit: metals, units of account, the codes for tests and for no currency.
    @usableFromInline static let undivided: UInt8 = 0xFE

    /// The decimals by code, one entry for each of the 26³ codes, `AAA` first.
    @usableFromInline static let minorDigits: [UInt8] = {
        var table = [UInt8](repeating: unknown, count: 26 * 26 * 26)
        for (code, digits) in codes {
            let place = code.utf8.reduce(0) { $0 * 26 + Int($1 - UInt8(ascii: "A")) }
            table[place] = digits
        }
        return table
    }()

    /// The decimals of every code of ISO 4217, or ``undivided``.
    static let codes: [String: UInt8] = {
        var codes: [String: UInt8] = [:]
        for (digits, text) in [
            (0, none), (0, withdrawnWithout), (2, two), (2, withdrawn), (3, three), (4, four), (undivided, units),
        ] as [(UInt8, String)] {
            for code in text.split(whereSeparator: \.isWhitespace) { codes[String(code)] = digits }
        }
        return codes
    }()

    private static let none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
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

    /// Withdrawn, with hundredths.
    private static let withdrawn = """
        AFA ALK ANG AOK AON AOR ARA ARP ATS AYM AZM BAD BGJ BGK BGL BGN BOP BRB BRC BRE
        BRN BRR BUK CNX CSD CSJ CSK CUC CYP DDM DEM ECS ECV EEK FIM FRF GEK GHC GNE GNS
        GQE GWE GWP HRD HRK IEP ILP ILR ISJ LAJ LSM LTL LTT LVL LVR MAF MLF MRO MTL MTP
        MVQ MXP MZE MZM NIC NLG PEH PEI PES PLZ RHD ROK RUR SDD SDP SIT SKK SLL SRG STD
        SUR TJR TMM UAK UGS UGW USS UYN UYP VEB VEF VNC XEU YDD YUD YUM YUN ZAL ZMK ZRN
        ZRZ ZWD ZWL ZWN ZWR
        """

    /// Withdrawn, and without decimals when they were: their hundredths were no longer used.
    private static let withdrawnWithout = "ADP BEC BEF BEL BYB BYR ESA ESB ESP GRD ITL LUC LUF LUL MGF PTE ROL TPE TRL"

    private static let units = "XAG XAU XBA XBB XBC XBD XDR XFO XFU XPD XPT XRE XSU XTS XUA XXX"
}
