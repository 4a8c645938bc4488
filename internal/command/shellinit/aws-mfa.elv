# aws-mfa 123456 loads the session into this shell, aws-mfa unset takes it away again; everything else
# is handed to mfa-session. It evaluates only what "mfa-session __load" prints.
edit:add-var aws-mfa~ {|@words|
  var statements = ''
  var ended = ?(set statements = (e:mfa-session __load elvish $@words | slurp))
  if $ended {
    eval $statements
  } elif (and (has-key $ended[reason] exit-status) (eq $ended[reason][exit-status] 99)) {
    e:mfa-session $@words # nothing to evaluate: status, exec, --help
  } else {
    fail $ended
  }
}
