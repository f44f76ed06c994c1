using GitOpsDemo.Benchmarks;
using GitOpsDemo.Benchmarks.InProcess;

return args switch
{
    ["in-process"] => Measurements.Print(),
    ["serve-page", var address] => await PageServer.RunAsync(address),
    _ => await Table.PrintAsync(Options.Parse(args)),
};
