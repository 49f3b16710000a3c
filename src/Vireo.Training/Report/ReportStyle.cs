namespace Vireo.Training.Report;

/// <summary>How a report looks: by day on paper white, by night on dark blue-grey, as the system asks.</summary>
internal static class ReportStyle
{
    /// <summary>The style sheet.</summary>
    public const string Css = """
        :root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --ink: #1b2430; --quiet: #667085; --line:
          #e3e7ec;
          --hit: #1f9d6b; --miss: #d9480f; --c0: #2563eb; --c1: #e8590c; --c2: #0f9d76; --c3: #9333ea; }
        @media (prefers-color-scheme: dark) { :root { --page: #12171e; --card: #1a212b; --ink: #dde3ea; --quiet:
          #8b98a9;
          --line: #2b3542; --hit: #34b780; --miss: #f2763c; --c0: #6ea8fe; --c1: #ff9d5c; --c2: #45c99b; --c3:
            #c08bfa; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        main { max-width: 1180px; margin: 0 auto; padding: 28px 20px 60px; }
        h1 { font-size: 28px; margin: 0; letter-spacing: -.01em; overflow-wrap: anywhere; }
        h2 { font-size: 17px; margin: 0 0 10px; } h3 { font-size: 15px; margin: 18px 0 6px; }
        .quiet { color: var(--quiet); margin: 2px 0 12px; }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px;
          margin: 0 0 16px; }
        .headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 16px;
          margin-top: 18px; }
        .headline b { display: block; font-size: 30px; line-height: 1.15; font-variant-numeric: tabular-nums; }
        .headline span { color: var(--quiet); }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 4px 28px; margin: 0; }
        dl div { display: flex; gap: 12px; border-bottom: 1px solid var(--line); padding: 4px 0; }
        dt { color: var(--quiet); flex: 0 0 110px; } dd { margin: 0; overflow-wrap: anywhere; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr)); gap:
          16px; margin-bottom: 16px; }
        .chart { margin: 0; } .chart figcaption { font-weight: 600; margin-bottom: 6px; } svg { width: 100%;
          height: auto; display: block; }
        .grid { stroke: var(--line); } .axis { stroke: var(--quiet); } .tick { fill: var(--quiet); font-size: 12px; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; } .dot { stroke: var(--card); stroke-width: 1; }
        .line.c0 { stroke: var(--c0); } .line.c1 { stroke: var(--c1); } .line.c2 { stroke: var(--c2); } .line.c3 {
          stroke: var(--c3); }
        .dot.c0 { fill: var(--c0); } .dot.c1 { fill: var(--c1); } .dot.c2 { fill: var(--c2); } .dot.c3 { fill:
          var(--c3); }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; color: var(--quiet); }
        .legend b { color: var(--ink); font-variant-numeric: tabular-nums; }
        .legend i { display: inline-block; width: 14px; height: 3px; border-radius: 2px; margin-right: 6px;
          vertical-align: middle; }
        i.c0 { background: var(--c0); } i.c1 { background: var(--c1); } i.c2 { background: var(--c2); } i.c3 {
          background: var(--c3); }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        .classes { width: 100%; } .classes th, .classes td { padding: 5px 12px; border-bottom: 1px solid
          var(--line); text-align: right; }
        .classes th:first-child { text-align: left; } .classes tbody th, .classes tfoot th { font-weight: 500; }
        .classes thead th, tfoot { color: var(--quiet); font-weight: 500; }
        .bar { background: linear-gradient(90deg, color-mix(in srgb, var(--c0) 20%, transparent) var(--share),
          transparent 0)
          left center / calc(100% - 8px) 70% no-repeat; }
        .confusion { font-size: 13px; } .confusion th { font-weight: 500; color: var(--quiet); padding: 2px 8px;
          text-align: right;
          white-space: nowrap; }
        .confusion td { width: 38px; min-width: 34px; height: 34px; text-align: center; border: 1px solid var(--line); }
        .hit { background: color-mix(in srgb, var(--hit) calc(var(--heat) * .75), transparent); fill: var(--hit); }
        .miss { background: color-mix(in srgb, var(--miss) calc(var(--heat) * .9), transparent); fill: var(--miss); }
        .turned { vertical-align: bottom; } .turned span { writing-mode: vertical-rl; transform: rotate(180deg);
          display: inline-block; }
        .matrix { max-width: 860px; shape-rendering: crispEdges; } .ground { fill: var(--page); }
        ol { margin: 0; padding-left: 22px; }
        .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 16px; }
        .gallery figure { margin: 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
        .gallery img { width: 100%; aspect-ratio: 1; object-fit: contain; background: var(--page); display: block; }
        .gallery figcaption { padding: 8px 10px; font-size: 13px; line-height: 1.4; } .gallery b { color: var(--miss); }
        .gallery span { float: right; font-variant-numeric: tabular-nums; }
        .path { color: var(--quiet); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
        .swatch { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 8px; }
        .column { fill: var(--c0); }
        .look { grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); align-items: start; }
        .pair { grid-column: span 2; display: grid; grid-template-columns: 1fr 1fr; gap: 4px; padding: 4px;
          border: 1px solid var(--line); border-radius: 10px; }
        .shot { background: var(--page); } .gone { padding: 30px 12px; color: var(--quiet); font-size: 13px;
          background: var(--page); overflow-wrap: anywhere; }
        .box { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; }
        .area { fill-opacity: .25; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
        .name { fill: #fff; stroke: #000; stroke-opacity: .8; stroke-width: 2.5; paint-order: stroke; font-weight: 600;
          vector-effect: non-scaling-stroke; }
        .point { stroke: #fff; stroke-width: 1; vector-effect: non-scaling-stroke; } .hidden { fill-opacity: .25; }
        .look figcaption div { overflow-wrap: anywhere; }
        .place { margin: 2px 0; font-size: 14px; overflow-wrap: anywhere; }
        .badge { font-size: 12px; padding: 2px 8px; border-radius: 9px; color: #fff; background: var(--quiet);
          vertical-align: 2px; } .badge.error { background: #c92a2a; } .badge.warning { background: #b35c00; }
        h2 .quiet { font-weight: 400; font-size: 14px; }
        @media print { body { background: #fff; } .card { break-inside: avoid; } }
        """;
}
