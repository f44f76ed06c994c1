using GitOpsDemo.Build.Settings;

namespace GitOpsDemo.Build.Options;

/// <summary>Writes scripts by which shells complete targets, options and their values, out of the table of options.</summary>
/// <param name="settings">Says which environments there are.</param>
/// <param name="tasks">The names of the tasks.</param>
internal sealed class Completion(BuildSettings settings, IEnumerable<string> tasks)
{
    private IEnumerable<Option> Options => KnownOptions.All.Select(option => option.With(settings));

    /// <summary>The script for a shell: one of the values of <see cref="KnownOptions.Completion"/>.</summary>
    public string ScriptFor(string shell) => shell.ToLowerInvariant() switch
    {
        "zsh" => Zsh(),
        "pwsh" => PowerShell(),
        _ => Bash(),
    };

    private IReadOnlyList<string> ValuesOf(Option option) => option == KnownOptions.Target ? [.. tasks] : option.Allowed;

    private string Names(string separator) =>
        string.Join(separator, Options.Select(option => $"--{option.Name}{(option.IsFlag ? "" : "=")}"));

    /// <summary>bash takes <c>=</c> for a word of its own (COMP_WORDBREAKS).</summary>
    private string Bash() => $$"""
        # Completes ./build.sh. Try it: eval "$(./build.sh --completion=bash)"
        _gitops_demo_build() {
          local word=${COMP_WORDS[COMP_CWORD]} option=
          if [ "$word" = '=' ]; then
            option=${COMP_WORDS[COMP_CWORD-1]} word=
          elif [ "${COMP_WORDS[COMP_CWORD-1]}" = '=' ]; then
            option=${COMP_WORDS[COMP_CWORD-2]}
          fi
          case $option in
            '') COMPREPLY=($(compgen -W '{{Names(" ")}}' -- "$word")) ;;
        {{Lines(option => $"    --{option.Name}) COMPREPLY=($(compgen -W '{string.Join(' ', ValuesOf(option))}' -- \"$word\")) ;;")}}
          esac
          case ${COMPREPLY[0]-} in *=) compopt -o nospace ;; esac
        }
        complete -o default -F _gitops_demo_build build.sh ./build.sh
        """;

    private string Zsh() => $$"""
        #compdef build.sh
        # Completes ./build.sh. Try it: eval "$(./build.sh --completion=zsh)"
        _gitops_demo_build() {
          _arguments \
        {{string.Join(" \\\n", Options.Select(ZshArgument))}}
        }
        compdef _gitops_demo_build build.sh ./build.sh
        """;

    private string ZshArgument(Option option)
    {
        var meaning = option.Meaning.Replace("'", "’", StringComparison.Ordinal).Replace("[", "(", StringComparison.Ordinal)
            .Replace("]", ")", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
        var values = ValuesOf(option) is { Count: > 0 } known ? $"({string.Join(' ', known)})" : " ";
        return option.IsFlag ? $"    '--{option.Name}[{meaning}]'"
            : $"    '{(option.IsRepeatable ? "*" : "")}--{option.Name}=[{meaning}]:{option.Name}:{values}'";
    }

    private string PowerShell() => $$"""
        # Completes build.ps1. Try it: ./build.ps1 --completion=pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName build.ps1, build.sh -ScriptBlock {
            param($word, $command, $cursor)
            $values = @{
        {{Lines(option => $"        '--{option.Name}' = '{string.Join("', '", ValuesOf(option))}'")}}
            }
            $option, $begun = "$word" -split '=', 2
            if ($null -ne $begun) {
                $values[$option] | Where-Object { $_ -like "$begun*" } | ForEach-Object { "$option=$_" }
            } else {
                '{{Names("', '")}}' | Where-Object { $_ -like "$word*" }
            }
        }
        """;

    private string Lines(Func<Option, string> write) =>
        string.Join('\n', Options.Where(option => ValuesOf(option).Count > 0).Select(write));
}
