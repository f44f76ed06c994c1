using GitOpsDemo.Benchmarks;
using GitOpsDemo.Benchmarks.Deploys;
using GitOpsDemo.Benchmarks.InProcess;
using GitOpsDemo.Benchmarks.Overlays;
using GitOpsDemo.Benchmarks.Proof;

try
{
    return args switch
    {
        ["in-process"] => Measurements.Print(),
        ["serve-page", var address] => await PageServer.RunAsync(address),
        ["overlays"] => await OverlayTiming.PrintAsync(),
        ["proof"] => await ProofTiming.PrintAsync(),
        ["analysis"] => await AnalysisTiming.PrintAsync(),
        ["deploy", .. var rest] => await DeployTiming.PrintAsync(rest),
        _ => await Table.PrintAsync(Options.Parse(args)),
    };
}
catch (InvalidOperationException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
