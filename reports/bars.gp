# Horizontal bars, largest on top, with whiskers for the interval.
load "style.gp"
set terminal @TERM
set output OUT
DATA = "{{name}}.csv"
set label 10 {{title}} at screen 0.03,0.955 left font FONT.":Bold,17" tc rgb INK
set label 11 {{subtitle}} at screen 0.03,0.895 left font FONT.",13" tc rgb MUTED
set label 13 {{subtitle_rest}} at screen 0.03,0.85 left font FONT.",13" tc rgb MUTED
set xrange [{{x_range}}]
set yrange [{{y_range}}]
set xtics ({{x_tics}}) font FONT.",12"
unset ytics
set grid xtics noytics back lt 1 dt solid lc rgb GRIDC lw 1.2
set xlabel {{x_title}} font FONT.",14" tc rgb MUTED offset 0,0.3
set lmargin {{right_margin}}
set rmargin 15
set tmargin at screen 0.80
{{labels}}plot DATA using 2:0:(0):2:($0-0.32):($0+0.32) skip 1 with boxxyerror fc rgb C1 notitle, \
     DATA using 2:0:3:4 skip 1 with xerrorbars pt 0 lc rgb INK lw 1.2 dt solid notitle
set output
