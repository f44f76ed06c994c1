using GitOpsDemo.Benchmarks;
using GitOpsDemo.Benchmarks.InProcess;
using GitOpsDemo.Benchmarks.Overlays;

return args switch
{
    ["in-process"] => Measurements.Print(),
    ["serve-page", var address] => await PageServer.RunAsync(address),
    ["overlays"] => await OverlayTiming.PrintAsync(),
    _ => await Table.PrintAsync(Options.Parse(args)),
};
