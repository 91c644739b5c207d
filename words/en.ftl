# Every word of the screen, in English. Fluent: projectfluent.org.
# Ids are kebab-case and begin with where the words are read. What is filled in ({ $name }) is harmless text.

## Counts

count-runs = { $count ->
    [one] 1 run
   *[other] { $count } runs
}

## Header

header-people-on = { $count ->
    [one] 1 person on
   *[other] { $count } people on
}
