/// The style sheet of pages, but for ``ChartStyle``. Colours are variables: light on paper and by default, dark where the reader asks for it.
enum HTMLStyle {
    static let page = """
        :root { --ground: #fff; --raised: #f6f7f9; --ink: #1b2230; --soft: #5a6476; --rule: #dfe3ea; --strong: #8a94a6; --link: #1756a9;
          --minus: #b3261e; --shade: #00000038; --warn: #fff4dc; --warn-rule: #d18b00; }
        @media screen and (prefers-color-scheme: dark) {
          :root { color-scheme: dark; --ground: #14181f; --raised: #1c222c; --ink: #e8ebf0; --soft: #a3adbd; --rule: #303846;
            --strong: #6d788a; --link: #8ab8ff; --minus: #ff8a80; --shade: #000000b0; --warn: #332a15; --warn-rule: #e0a52e; } }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { margin: 0; background: var(--ground); color: var(--ink);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
          overflow-wrap: anywhere; }
        main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.5rem 3rem; }
        h1 { margin: 0 0 .5rem; font-size: 2rem; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; text-wrap: balance; }
        h2 { margin: 0 0 .5rem; font-size: 1.15rem; line-height: 1.3; font-weight: 600; }
        section, footer { margin-top: 2.5rem; }
        h1 + .box { margin-top: 1.5rem; }
        .lead { margin: 0 0 .5rem; max-width: 44rem; color: var(--soft); font-size: 1.0625rem; }
        dl, dd, dt { margin: 0; }
        dt { color: var(--soft); font-size: .8125rem; }
        .scope { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin-top: 1.25rem; padding: .75rem 0;
          border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
        .scope dd { font-variant-numeric: tabular-nums; }
        .totals { display: flex; flex-wrap: wrap; gap: 1rem; margin-top: 1.5rem; }
        .totals div { flex: 1 1 9rem; max-width: 100%; padding: .75rem 1rem; border-radius: .5rem; background: var(--raised); }
        .totals dd { overflow-x: auto; white-space: nowrap; font-size: 1.5rem; line-height: 1.3; font-weight: 600;
          font-variant-numeric: tabular-nums; }
        .warning { margin-top: 1.25rem; padding: .875rem 1.125rem; border-left: .3rem solid var(--warn-rule); border-radius: .25rem;
          background: var(--warn); }
        .warning ul { margin: 0; padding-left: 1.25rem; }
        footer { padding-top: 1rem; border-top: 1px solid var(--rule); font-size: .875rem; }
        footer h2 { font-size: 1rem; }
        .source div { display: grid; grid-template-columns: 9rem 1fr; gap: .75rem; padding: .125rem 0; }
        .source dt { font-size: inherit; }
        a { color: var(--link); }
        @media (max-width: 30rem) {
          main { padding: 1.5rem 1rem 2rem; }
          h1 { font-size: 1.5rem; }
          .totals { gap: .5rem; }
          .totals div { flex-basis: 40%; }
          .totals div { padding: .5rem .75rem; }
          .totals dd { font-size: 1.0625rem; }
          .source div { grid-template-columns: 6.5rem 1fr; } }

        """

    static let table = """
        .count, .cut { margin: 0 0 .5rem; color: var(--soft); font-size: .875rem; }
        .cut { padding: .5rem .75rem; border-radius: .25rem; background: var(--warn); color: var(--ink); }
        .box + .cut { margin: .5rem 0 0; }
        .box { overflow: auto; max-height: 88vh; border: 1px solid var(--rule); border-radius: .5rem; }
        table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: .9375rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .375rem .875rem; text-align: left; vertical-align: top; }
        td { border-top: 1px solid var(--rule); min-width: 4.5rem; max-width: 32rem; }
        td:not([class]) { min-width: 10rem; }
        tbody tr:first-child td { border-top: 0; }
        th { position: sticky; top: 0; z-index: 1; background: var(--raised); border-bottom: 1px solid var(--strong); font-size: .8125rem;
          font-weight: 600; vertical-align: bottom; min-width: 4.5rem; overflow-wrap: break-word; }
        .unit { color: var(--soft); font-weight: 400; }
        th.n, td.n { text-align: right; }
        td.n, td.one { white-space: nowrap; }
        .n > span { margin-right: .2em; }
        .minus { color: var(--minus); }
        td.json { min-width: 14rem; font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .8125rem; }
        .broken td { background: var(--warn); }
        .broken td:first-child { box-shadow: inset .25rem 0 var(--warn-rule); }
        tbody tr:hover td { background: var(--raised); }
        .others td { font-style: italic; }
        .subtotal td { font-weight: 600; border-top: 1px solid var(--strong); border-bottom: 1px solid var(--strong); }
        .total td { font-weight: 700; border-top: 2px solid var(--ink); background: var(--raised); }
        tfoot td { position: sticky; bottom: 0; }
        @media screen and (min-width: 48rem) {
          .wide { background: linear-gradient(to left, var(--ground) 35%, transparent) 100% 0 / 3rem 100% no-repeat local,
          linear-gradient(to left, var(--shade), transparent) 100% 0 / 1.25rem 100% no-repeat scroll; }
        .wide th:first-child, .wide td:first-child { position: sticky; left: 0; background: var(--ground); border-right: 1px solid var(--rule); }
          .wide th:first-child, .wide .total td:first-child { z-index: 2; background: var(--raised); } }
        .bad { color: var(--minus); font-weight: 600; }
        @media (max-width: 30rem) { th, td { padding: .375rem .625rem; } }

        """

    /// The last, so that it wins. A table's last lines would else be repeated on every sheet.
    static let print = """
        @page { size: A4; margin: 14mm 13mm; }
        @page across { size: A4 landscape; margin: 13mm; }
        @media print {
          .landscape { page: across; }
          body { font-size: 10pt; }
          main { max-width: none; padding: 0; }
          h1 { font-size: 18pt; }
          h1, h2, figcaption { break-after: avoid; }
          section, footer { margin-top: 7mm; }
          .totals div, .warning, .total td, th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .totals { gap: 3mm; margin-top: 5mm; }
          .totals div { padding: 2mm 3mm; }
          .totals dd { font-size: 12pt; }
          .chart { margin-top: 5mm; }
          .lead { font-size: 10pt; max-width: none; }
          .scope { margin-top: 4mm; padding: 2mm 0; }
          dt, .legend { font-size: 8pt; }
          .totals, .warning, .chart, .scope, tr { break-inside: avoid; }
          .box { overflow: visible; max-height: none; border: 0; border-radius: 0; }
          table { font-size: 8.5pt; }
          .landscape .wide-drawing { width: 180mm; }
          .landscape table { font-size: 7pt; }
          th, td, tfoot td { position: static; padding: .8mm 2mm; }
          td, th, td:not([class]), td.json { min-width: 0; }
          .landscape th, .landscape td { padding: .6mm 1mm; }
          th, td.json { font-size: inherit; }
          thead { display: table-header-group; }
          tfoot { display: table-row-group; } }

        """
}
