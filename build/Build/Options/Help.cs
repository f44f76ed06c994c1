using GitOpsDemo.Build.Settings;

namespace GitOpsDemo.Build.Options;

/// <summary>Writes the help out of the table of options and the list of tasks.</summary>
/// <param name="width">How many columns a line may take.</param>
internal sealed class Help(TextWriter writer, int width)
{
    private const int NameWidth = 26;
    private const int NarrowMargin = 6;

    /// <summary>Writes it, with the defaults that the settings file gives.</summary>
    /// <param name="settings">What the settings file says.</param>
    /// <param name="tasks">The tasks with their descriptions.</param>
    /// <param name="isWhole">Whether every option is shown, and not only those that people type.</param>
    public void Write(BuildSettings settings, IEnumerable<(string Name, string Description)> tasks, bool isWhole)
    {
        writer.WriteLine("""
            GitOpsDemo: takes a service from source to a proven deployment.

              ./build.sh --target=Deploy        from source to proof, on this computer
              ./build.sh --target=Test          all tests that can run on this computer
              ./build.sh --target=Doctor        what this computer lacks, and how to get it
              ./build.sh --target=VerifyAlerts  a smoke check of the alert rules
              ./build.sh --target=LabDown       end what Deploy started on this computer

            """);
        WriteOptions(isWhole ? "Options:" : "Options (--help=all shows every one):", KnownOptions.Common, settings);
        if (isWhole)
        {
            var rest = KnownOptions.All.Except(KnownOptions.Common).ToLookup(option => option.Setting is not null);
            WriteOptions("What describes a place, also a key of the settings file (docs/your-service.md):", rest[true], settings);
            WriteOptions("The rest:", rest[false], settings);
        }

        writer.WriteLine("Tasks:");
        foreach (var (name, description) in tasks)
        {
            WriteEntry(name, description);
        }

        writer.WriteLine();
        writer.WriteLine("""
            Secrets come only from the environment: GITOPS_TOKEN, SOURCE_TOKEN,
            REGISTRY_USERNAME, REGISTRY_PASSWORD, GRAFANA_ADMIN_PASSWORD,
            ARGOCD_WEBHOOK_SECRET, ALERT_SLACK_URL, COSIGN_PASSWORD; of servers behind
            a login: PROMETHEUS_TOKEN, _USERNAME, _PASSWORD and _HEADERS, the same for
            ALERTMANAGER, GRAFANA, LOKI and ARGOCD.
            Exit codes: 0 success, all is proven; 1 a task failed; 2 the command line or
            the settings file is wrong; 3 Diff found a difference.
            """);
    }

    private void WriteOptions(string title, IEnumerable<Option> options, BuildSettings settings)
    {
        writer.WriteLine(title);
        foreach (var option in options.Select(option => option.With(settings)))
        {
            var allowed = option.Allowed.Count > 0 ? $" One of {string.Join(", ", option.Allowed)}." : "";
            var standard = option.IsFlag ? "" : $" Default: {option.Default}.";
            WriteEntry("--" + option.Name, $"{option.Meaning}{allowed}{standard}");
        }

        writer.WriteLine();
    }

    /// <summary>A name, and beside it what it means, in as many lines as that takes.</summary>
    private void WriteEntry(string name, string meaning)
    {
        var line = $"  {name}".PadRight(NameWidth);
        var margin = new string(' ', width < 2 * NameWidth ? NarrowMargin : NameWidth);
        var isBegun = false;
        foreach (var word in meaning.Split(' '))
        {
            if (isBegun && line.Length + word.Length + 1 > width)
            {
                writer.WriteLine(line);
                (line, isBegun) = (margin, false);
            }

            line += isBegun ? ' ' + word : word;
            isBegun = true;
        }

        writer.WriteLine(line);
    }
}
