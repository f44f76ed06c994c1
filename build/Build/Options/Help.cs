using GitOpsDemo.Build.Settings;

namespace GitOpsDemo.Build.Options;

/// <summary>Writes the help out of the table of options and the list of tasks.</summary>
internal static class Help
{
    private const int Indent = 24;

    /// <summary>Writes it, with the defaults that the settings file gives.</summary>
    public static void Write(TextWriter writer, BuildSettings settings, IEnumerable<(string Name, string Description)> tasks)
    {
        writer.WriteLine("""
            GitOpsDemo: takes a service from source to a proven deployment.

              ./build.sh --target=Deploy        build, push, commit, roll out and prove, all on this computer
              ./build.sh --target=Test          everything that can be tested on this computer
              ./build.sh --target=Doctor        what this computer lacks, and how to get it
              ./build.sh --target=VerifyAlerts  the smoke check alone
              ./build.sh --target=LabDown       end what Deploy started on this computer

            Options:
            """);
        foreach (var option in KnownOptions.All.Select(option => option.With(settings)))
        {
            var allowed = option.Allowed.Count > 0 ? $" One of {string.Join(", ", option.Allowed)}." : "";
            var standard = option.IsFlag ? "" : $" Default: {option.Default}.";
            writer.WriteLine($"  {"--" + option.Name,-Indent}{option.Meaning}{allowed}{standard}");
        }

        writer.WriteLine();
        writer.WriteLine("Tasks:");
        foreach (var (name, description) in tasks)
        {
            writer.WriteLine($"  {name,-Indent}{description}");
        }

        writer.WriteLine();
        writer.WriteLine("""
            Secrets come only from the environment: GITOPS_TOKEN, REGISTRY_USERNAME, REGISTRY_PASSWORD,
            GRAFANA_ADMIN_PASSWORD, ARGOCD_WEBHOOK_SECRET, ALERT_SLACK_URL, COSIGN_PASSWORD.
            Exit codes: 0 all proven; 1 a task failed; 2 the command line or the settings file is wrong; 3 Diff found something.
            """);
    }
}
