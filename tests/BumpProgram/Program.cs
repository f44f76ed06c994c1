using GitOpsDemo.BumpProgram;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;

// Bumps the image `app` of one overlay several times, as a build in a process of its own would: what many builds do at once, or one
// that is killed. Prints a line `<commit> <tries>` for each.
if (args is not [var remote, var cloneFolder, var environment, var digest, var tagPrefix, var count])
{
    Console.Error.WriteLine("usage: <remote> <clone folder> <environment> <digest> <tag prefix> <count>");
    return 2;
}

var log = new ErrorLog();
var settings = new GitOpsSettings(remote, "main", cloneFolder, new GitIdentity($"Build of {environment}", "build@example.com"))
{
    Folders = ["k8s"],
};
var bump = new ImageBump(new GitOpsRepository(settings, new CommandRunner(log), log, TimeProvider.System), log);
for (var number = 1; number <= int.Parse(count); number++)
{
    var result = await bump.BumpAsync(new BumpRequest(environment, new ImageEntry("app", null, $"{tagPrefix}{number}", digest)), default);
    Console.WriteLine($"{result.Commit.Id} {result.Commit.Tries}");
}

return 0;
